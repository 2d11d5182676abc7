using QueueAgents.Contracts;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Runs;

/// <summary>What a rule answers: either a changed run with everything that commits with it, or nothing but a reply.</summary>
internal sealed record Decision
{
    /// <summary>The run after; null where nothing changes. Version, times and wake-up are filled in by <see cref="Chain"/>.</summary>
    public RunFacts? Run { get; init; }

    /// <summary>Told to whoever sent the message, after the commit.</summary>
    public object? Reply { get; init; }

    /// <summary>Why nothing changes: counted and logged under this word.</summary>
    public string? Ignored { get; init; }

    // For the transition.
    public string? Detail { get; init; }
    public int Seq { get; init; }
    public int Attempt { get; init; }
    public string? Step { get; init; }
    public string? Worker { get; init; }
    public string? By { get; init; }
    public TimeSpan? Took { get; init; }
    public Usage? Usage { get; init; }

    // What commits with it.
    public IReadOnlyList<Dispatch> NewRows { get; init; } = [];
    public IReadOnlyList<Dispatch> ChangedRows { get; init; } = [];
    /// <summary>The new rows are not handed to the broker after the commit: they are sent when they are due.</summary>
    public bool SendLater { get; init; }
    /// <summary>Close every row that was open before this decision.</summary>
    public bool SupersedeOpen { get; init; }
    public KeptSignal? NewSignal { get; init; }
    public int? TakenSignal { get; init; }
    public IReadOnlyList<EffectRow> Effects { get; init; } = [];
    public IReadOnlyList<TranscriptItem> Items { get; init; } = [];
    public IReadOnlyList<MemoryRow> Memory { get; init; } = [];
    public IReadOnlyList<(Route Route, object Message)> Messages { get; init; } = [];

    /// <summary>Nothing changes, and nobody is told.</summary>
    public static Decision Ignore(string why) => new() { Ignored = why };

    /// <summary>Nothing changes, and the sender hears why.</summary>
    public static Decision Reject(Guid runId, string code, string reason)
        => new() { Ignored = code, Reply = new RunRejected { RunId = runId, Code = code, Reason = reason } };

    /// <summary>Nothing changes, because it had been done before.</summary>
    public static Decision Already(RunFacts run)
        => new() { Ignored = "already", Reply = new RunAccepted { RunId = run.RunId, State = run.State, Version = run.Version, Already = true } };
}
