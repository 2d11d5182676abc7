namespace QueueAgents.Persistence.Entities;

internal sealed class ItemEntity
{
    public Guid RunId { get; set; }
    public int No { get; set; }
    public int Seq { get; set; }
    public string Kind { get; set; } = "";
    public string Body { get; set; } = "";
}
