using System.Text.Json;
using QueueAgents.Cli.Output;
using QueueAgents.Http.Views;
using Spectre.Console;

namespace QueueAgents.Cli.Runs;

/// <summary>A patch as a person reads it: what was, and what is.</summary>
internal static class DiffSheet
{
    private const int Longest = 120;

    public static Table Of(DiffView diff, JsonElement? before)
    {
        var table = Tables.Of("", "PATH", $"VERSION {diff.From}", $"VERSION {diff.To}");
        foreach (var operation in diff.Patch.EnumerateArray())
        {
            var path = operation.GetProperty("path").GetString()!;
            var (sign, colour) = operation.GetProperty("op").GetString() switch { "add" => ("+", "green"), "remove" => ("-", "red"), _ => ("~", "yellow") };
            var was = sign == "+" || before is not { } document ? null : At(document, path);
            var now = operation.TryGetProperty("value", out var value) ? value : (JsonElement?)null;
            table.AddRow($"[{colour}]{sign}[/]", Markup.Escape(path.Length == 0 ? "/" : path), Short(was, "red"), Short(now, "green"));
        }

        return table;
    }

    /// <summary>RFC 6901. A patch's later paths may not be there yet before its earlier operations.</summary>
    private static JsonElement? At(JsonElement root, string path)
    {
        var here = root;
        foreach (var part in path.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            if (here.ValueKind == JsonValueKind.Object && here.TryGetProperty(part, out var member)) here = member;
            else if (here.ValueKind == JsonValueKind.Array && int.TryParse(part, out var index) && index < here.GetArrayLength()) here = here[index];
            else return null;
        }

        return here;
    }

    private static string Short(JsonElement? value, string colour)
    {
        if (value is not { } element) return "";
        var text = JsonSerializer.Serialize(element, JsonText.Line);
        return $"[{colour}]{Markup.Escape(text.Length <= Longest ? text : text[..Longest] + "…")}[/]";
    }
}
