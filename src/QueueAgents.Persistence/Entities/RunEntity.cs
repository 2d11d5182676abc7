using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Persistence.Entities;

internal sealed class RunEntity
{
    public Guid Id { get; set; }
    public string Tenant { get; set; } = "";
    public string Agent { get; set; } = "";
    public string? Key { get; set; }
    /// <summary>As JSON, for reading; <see cref="RunTagEntity"/> is for finding.</summary>
    public string? Tags { get; set; }
    public string SubmissionHash { get; set; } = "";
    public RunState State { get; set; }
    public int Version { get; set; }
    public string? Input { get; set; }
    public string? Document { get; set; }
    public int StateVersion { get; set; }
    public string? Result { get; set; }
    public string? ErrorType { get; set; }
    public string? ErrorMessage { get; set; }
    public bool Pinned { get; set; }
    public int Seq { get; set; }
    public string? Step { get; set; }

    /// <summary>The group's columns are null together.</summary>
    public StepKind? GroupKind { get; set; }
    public int? GroupFirst { get; set; }
    public int? GroupCount { get; set; }
    public int? GroupNext { get; set; }
    public int? GroupDone { get; set; }
    public int? GroupFailed { get; set; }
    public int? GroupMaxParallel { get; set; }
    public string? GroupJoin { get; set; }
    public bool? GroupTolerate { get; set; }
    public string? GroupChildAgent { get; set; }

    public WaitKind? WaitKind { get; set; }
    public string? WaitThen { get; set; }
    public string? WaitText { get; set; }
    public Guid? WaitRequestId { get; set; }
    public DateTimeOffset? WaitUntil { get; set; }

    public DateTimeOffset? Deadline { get; set; }
    public DateTimeOffset? WakeAt { get; set; }
    /// <summary>Until then a server works on this run's wake-up. Outside the version. // R7</summary>
    public DateTimeOffset? WakeClaim { get; set; }
    public int KeptSignals { get; set; }
    public int SignalsTaken { get; set; }
    /// <summary><see cref="LoopFacts"/> as JSON.</summary>
    public string? Loop { get; set; }
    public Guid? ParentRunId { get; set; }
    public int ParentSeq { get; set; }
    public int Depth { get; set; }
    public string? Trace { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}
