using QueueAgents.Contracts;

namespace QueueAgents.Persistence.Entities;

/// <summary>A piece of a document that a worker leaves at the door for an attempt.</summary>
internal sealed class PayloadEntity
{
    public Guid RunId { get; set; }
    public int Seq { get; set; }
    public int Attempt { get; set; }
    public PayloadKind Kind { get; set; }
    public int PieceOffset { get; set; }
    public int Total { get; set; }
    public byte[] Bytes { get; set; } = [];
}
