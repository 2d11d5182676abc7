namespace QueueAgents.Persistence.Entities;

internal sealed class WorkerEntity
{
    public string Instance { get; set; } = "";
    public string Host { get; set; } = "";
    /// <summary>The agents it serves, as JSON.</summary>
    public string Agents { get; set; } = "[]";
    public int Concurrency { get; set; }
    public int InFlight { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset SeenAt { get; set; }
}
