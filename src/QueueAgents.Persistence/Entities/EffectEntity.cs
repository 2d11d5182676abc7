using QueueAgents.Contracts;

namespace QueueAgents.Persistence.Entities;

/// <summary>An effect, claimed or recorded. Its key is the same over attempts. // R11</summary>
internal sealed class EffectEntity
{
    public Guid RunId { get; set; }
    public int Seq { get; set; }
    public string Name { get; set; } = "";
    /// <summary>The attempt that claimed or recorded it.</summary>
    public int Attempt { get; set; }
    public EffectClass Class { get; set; }
    public string ArgsHash { get; set; } = "";
    /// <summary>Null where it came with an outcome and was never claimed.</summary>
    public Guid? ClaimId { get; set; }
    public DateTimeOffset ClaimedAt { get; set; }
    /// <summary>Null: claimed, and nobody knows yet how it ended.</summary>
    public DateTimeOffset? RecordedAt { get; set; }
    public string? Result { get; set; }
}
