namespace QueueAgents.Contracts;

/// <summary>Read a run's transcript from an item on; as many as fit in 256 KB, at least one.</summary>
public sealed record ReadTranscript
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int Attempt { get; init; }
    public Guid Nonce { get; init; }
    /// <summary>The first item wanted: 1, 2, 3…</summary>
    public int From { get; init; }
}

/// <summary>A page of items, in order; empty after the last.</summary>
public sealed record TranscriptPage
{
    public IReadOnlyList<TranscriptItem> Items { get; init; } = [];
}
