namespace QueueAgents.Persistence.Entities;

/// <summary>A label of a run, to find it by. Written once, with the run.</summary>
internal sealed class RunTagEntity
{
    public Guid RunId { get; set; }
    public string Name { get; set; } = "";
    public string Value { get; set; } = "";
    /// <summary>The run's, once more: the list of runs with a tag is read in this order, from an index of this table alone.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
