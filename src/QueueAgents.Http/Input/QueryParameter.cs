using Microsoft.OpenApi;

namespace QueueAgents.Http.Input;

/// <summary>A parameter of an address: what a client may write, what the document says of it.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Type">In the document.</param>
/// <param name="Description">For people.</param>
internal sealed record QueryParameter(string Name, JsonSchemaType Type, string Description)
{
    public bool Repeats { get; init; }
    public int Least { get; init; }
    public int Most { get; init; } = int.MaxValue;
    public IReadOnlyList<string>? Words { get; init; }
    public string? Format { get; init; }
}

/// <summary>What an endpoint takes in its address; anything else is refused.</summary>
internal sealed record TakesQuery(params IReadOnlyList<QueryParameter> Parameters);
