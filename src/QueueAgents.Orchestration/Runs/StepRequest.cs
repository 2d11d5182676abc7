using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Runs;

/// <summary>
/// What a person is asked about a step, and what was answered. It is kept with the step's row: while it is pending the row is open in phase
/// Asked, so it ends with the row, and the row's due time is its expiry. // R9
/// </summary>
internal sealed record StepRequest
{
    public required Guid Id { get; init; }
    public required AskKind Kind { get; init; }
    public required string Text { get; init; }

    /// <summary>Of the call, made by the server from what is stored: an answer to an approval must carry it.</summary>
    public required string Hash { get; init; }

    /// <summary>How long it waits once it is asked, and until when it does; null where it waits for ever.</summary>
    public TimeSpan? Expires { get; init; }
    public DateTimeOffset? Until { get; init; }

    /// <summary>The one answer; null while it is pending.</summary>
    public RequestAnswer? Answer { get; init; }
}

/// <param name="Approved">For an approval: whether the call may be made.</param>
internal sealed record RequestAnswer(bool? Approved, string? By, string? Reason, DateTimeOffset At);
