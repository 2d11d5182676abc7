using System.Text.Json;

namespace QueueAgents.Agents;

/// <summary>
/// Compares arguments with their JSON schema as far as a model can be helped by it: missing, unknown and mistyped members, values out of a
/// list. What it does not know it lets pass; the tool reads the arguments itself.
/// </summary>
internal static class ArgumentCheck
{
    /// <returns>What is wrong first, or null.</returns>
    public static string? Problem(JsonElement schema, JsonElement value) => Problem(schema, value, "");

    private static string? Problem(JsonElement schema, JsonElement value, string path)
    {
        if (schema.ValueKind != JsonValueKind.Object) return null;
        if (schema.TryGetProperty("type", out var type) && !Fits(type, value)) return $"{Named(path)} must be {Text(type)}, not {Kind(value)}.";
        if (schema.TryGetProperty("enum", out var list) && !list.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        {
            return $"{Named(path)} must be one of {string.Join(", ", list.EnumerateArray().Select(one => one.GetRawText()))}.";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => Members(schema, value, path),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) => value.EnumerateArray()
                .Select((item, index) => Problem(items, item, $"{path}[{index}]")).FirstOrDefault(problem => problem is not null),
            _ => null,
        };
    }

    private static string? Members(JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray())
            {
                if (!value.TryGetProperty(name.GetString()!, out _)) return $"{Named(Join(path, name.GetString()!))} is missing.";
            }
        }

        var known = schema.TryGetProperty("properties", out var properties) ? properties : default;
        var closed = schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False;
        foreach (var member in value.EnumerateObject())
        {
            if (known.ValueKind == JsonValueKind.Object && known.TryGetProperty(member.Name, out var of))
            {
                if (Problem(of, member.Value, Join(path, member.Name)) is { } problem) return problem;
            }
            else if (closed)
            {
                return $"there is no {Named(Join(path, member.Name))}.";
            }
        }

        return null;
    }

    private static bool Fits(JsonElement type, JsonElement value) => type.ValueKind switch
    {
        JsonValueKind.String => type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && decimal.IsInteger(number),
            "number" => value.ValueKind == JsonValueKind.Number,
            _ => true,
        },
        JsonValueKind.Array => type.EnumerateArray().Any(one => Fits(one, value)),
        _ => true,
    };

    private static string Text(JsonElement type) => type.ValueKind == JsonValueKind.Array ? string.Join(" or ", type.EnumerateArray()) : type.ToString();

    private static string Kind(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? "boolean" : value.ValueKind.ToString().ToLowerInvariant();

    private static string Named(string path) => path.Length == 0 ? "the whole" : $"'{path}'";

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
