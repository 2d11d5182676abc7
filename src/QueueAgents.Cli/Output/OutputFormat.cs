namespace QueueAgents.Cli.Output;

/// <summary>How data is written.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table = 0,

    /// <summary>One document.</summary>
    Json,

    /// <summary>One document per line.</summary>
    Jsonl,

    /// <summary>Ids or names, one per line.</summary>
    Name,
}
