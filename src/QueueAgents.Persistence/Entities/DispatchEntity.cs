using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Persistence.Entities;

internal sealed class DispatchEntity
{
    public Guid RunId { get; set; }
    public int Seq { get; set; }
    public int Attempt { get; set; }
    public Guid Nonce { get; set; }
    public StepKind Kind { get; set; }
    public string Step { get; set; } = "";
    public string? Input { get; set; }
    public Arrival Arrival { get; set; }
    public int StateVersion { get; set; }
    public string Queue { get; set; } = "";
    public int JoinFirst { get; set; }
    public int JoinCount { get; set; }
    public Guid? ChildRunId { get; set; }
    /// <summary><see cref="StepRequest"/> as JSON.</summary>
    public string? Request { get; set; }
    public int Failures { get; set; }
    public int Lost { get; set; }
    public DispatchPhase Phase { get; set; }
    public DateTimeOffset? DueAt { get; set; }
    public string? Owner { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public DispatchOutcome? Outcome { get; set; }
    public string? Result { get; set; }
    public string? ErrorType { get; set; }
    public string? ErrorMessage { get; set; }
    public string? Worker { get; set; }
    public long? TookMicros { get; set; }
}
