namespace QueueAgents.Persistence.Entities;

/// <summary>A label of a run, to find it by. Written once, with the run.</summary>
internal sealed class RunTagEntity
{
    public Guid RunId { get; set; }
    public string Name { get; set; } = "";
    public string Value { get; set; } = "";
}
