using System.ComponentModel;

namespace QueueAgents.Samples.Refunds;

/// <summary>What a refund came to.</summary>
/// <param name="OrderId">Null where none was named.</param>
/// <param name="Refunded">What was paid back, in euros; 0 = nothing.</param>
/// <param name="Letter">What became of the letter.</param>
/// <param name="Reason">For whoever reads it later.</param>
public sealed record RefundDecision(
    string? OrderId,
    [property: Description("In euros; 0 where nothing was paid back.")] decimal Refunded,
    [property: Description("Sent, NotSent, or Unknown where the tool said that nobody knows.")] LetterFate Letter,
    [property: Description("One sentence.")] string Reason);

/// <summary>What became of a letter.</summary>
public enum LetterFate
{
    /// <summary>There is none.</summary>
    NotSent,

    /// <summary>It was posted.</summary>
    Sent,

    /// <summary>A worker died while it posted it: it may or may not be on its way, and is not posted again.</summary>
    Unknown,
}
