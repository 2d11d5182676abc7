using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Persistence.Entities;

internal sealed class OutboxEntity
{
    public Guid Id { get; set; }
    public Guid RunId { get; set; }
    public Route Route { get; set; }
    public string Type { get; set; } = "";
    public string? Body { get; set; }
    public string? Trace { get; set; }
    public DateTimeOffset DueAt { get; set; }
    public int Tries { get; set; }
}
