using System.Text.Json.Nodes;

namespace QueueAgents.Agents;

/// <summary>
/// Lifts a state from version <see cref="From"/> to the next. It works on JSON, because the type the old state was written from is gone.
/// Throwing parks the run until a person looks at it.
/// </summary>
public interface IStateMigration
{
    /// <summary>The version it reads; it returns one more.</summary>
    int From { get; }

    /// <summary>Returns the state in the next version's shape; it may change and return what it was given.</summary>
    JsonNode Up(JsonNode state);
}
