namespace QueueAgents.Persistence.Entities;

internal sealed class SignalEntity
{
    public Guid RunId { get; set; }
    public int No { get; set; }
    public string Name { get; set; } = "";
    public string ClientKey { get; set; } = "";
    public string? Body { get; set; }
    public DateTimeOffset At { get; set; }
    public DateTimeOffset? TakenAt { get; set; }
}
