using QueueAgents.Contracts;

namespace QueueAgents.Persistence.Entities;

internal sealed class TransitionEntity
{
    public Guid RunId { get; set; }
    public int Version { get; set; }
    public RunState FromState { get; set; }
    public RunState ToState { get; set; }
    public string Event { get; set; } = "";
    public string? Detail { get; set; }
    public int Seq { get; set; }
    public int Attempt { get; set; }
    public string? Step { get; set; }
    public string? Worker { get; set; }
    public string? DoneBy { get; set; }
    public Guid CommandId { get; set; }
    public string? TraceId { get; set; }
    public DateTimeOffset At { get; set; }
    public long? TookMicros { get; set; }
    /// <summary><see cref="QueueAgents.Contracts.Usage"/> as JSON.</summary>
    public string? Usage { get; set; }
    public int StateVersion { get; set; }
    public string? ReverseDiff { get; set; }
}
