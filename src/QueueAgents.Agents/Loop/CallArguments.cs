using System.Text.Json;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>What a model wants to call a tool with, for whoever decides whether a person is asked. The arguments fit the tool's schema.</summary>
public sealed class CallArguments
{
    private readonly JsonElement _arguments;

    internal CallArguments(Json arguments) => _arguments = arguments.As<JsonElement>();

#pragma warning disable CA1720 // They are named by the type they give, as a reader of any format does.
    /// <summary>A number; 0 where there is none.</summary>
    public decimal Decimal(string name) => Get<decimal>(name);

    /// <summary>A whole number; 0 where there is none.</summary>
    public long Integer(string name) => Get<long>(name);
#pragma warning restore CA1720

    /// <summary>A text; empty where there is none.</summary>
    public string Text(string name) => Get<string>(name) ?? "";

    /// <summary>True or false; false where there is none.</summary>
    public bool Flag(string name) => Get<bool>(name);

    /// <summary>One argument as a <typeparamref name="T"/>; its default where there is none.</summary>
    /// <exception cref="JsonException">It is something else. A person is asked then.</exception>
    public T? Get<T>(string name)
        => _arguments.ValueKind == JsonValueKind.Object && _arguments.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value.Deserialize<T>(Json.Options)
            : default;
}
