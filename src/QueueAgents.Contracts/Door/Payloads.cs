namespace QueueAgents.Contracts;

/// <summary>Read a document that is too large for a message, piece by piece (≤ 256 KB a piece, in UTF-8 bytes).</summary>
public sealed record ReadPayload
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int Attempt { get; init; }
    public Guid Nonce { get; init; }
    public PayloadKind Kind { get; init; }
    public int Offset { get; init; }
}

public enum PayloadKind
{
    State = 0,
    Input = 1,
    /// <summary>What the step says comes next: see <see cref="StepCompleted.NextByDoor"/>.</summary>
    Next = 2,
    /// <summary>What the step adds to the transcript: see <see cref="StepCompleted.ItemsByDoor"/>.</summary>
    Items = 3,
}

/// <summary>One piece.</summary>
public sealed record PayloadPiece
{
    public byte[] Bytes { get; init; } = [];
    public int Total { get; init; }
}

/// <summary>Leave a document that is too large for the outcome's message, piece by piece and in order; the outcome then refers to it.</summary>
public sealed record WritePayload
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int Attempt { get; init; }
    public Guid Nonce { get; init; }
    public PayloadKind Kind { get; init; }
    public int Offset { get; init; }
    public int Total { get; init; }
    public byte[] Bytes { get; init; } = [];
}

public sealed record PayloadWritten;

/// <summary>Read the results a join may see, from a step number on; as many as fit in 256 KB.</summary>
public sealed record ReadResults
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int Attempt { get; init; }
    public Guid Nonce { get; init; }
    public int FromSeq { get; init; }
}

/// <summary>A page of results; <see cref="NextSeq"/> is null after the last.</summary>
public sealed record ResultsPage
{
    public IReadOnlyList<StepResult> Results { get; init; } = [];
    public int? NextSeq { get; init; }
}

/// <summary>What one step of a fan-out, or one child, came to.</summary>
public sealed record StepResult
{
    public int Seq { get; init; }
    public bool Ok { get; init; }
    public Json Value { get; init; }
    public StepError? Error { get; init; }
}
