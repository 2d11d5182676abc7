namespace QueueAgents.Orchestration.Runs;

/// <summary>All a rule may know besides the run and the message. Rules read no clock and roll no dice.</summary>
/// <param name="Cause">The message id of what is being decided.</param>
/// <param name="Nonce">Makes the secret of a new attempt.</param>
/// <param name="Served">The state version workers serve an agent at; null where nobody has announced it.</param>
/// <param name="Trace">W3C trace context of the cause.</param>
internal sealed record Moment(DateTimeOffset Now, Guid Cause, Limits Limits, Func<Guid> Nonce, Func<string, int?> Served, string? Trace = null)
{
    public static readonly TimeSpan DefaultSendGuard = TimeSpan.FromSeconds(30);

    /// <summary>Three send timeouts: what is handed to the broker is not taken by the relay meanwhile.</summary>
    public TimeSpan SendGuard { get; init; } = DefaultSendGuard;

    public DateTimeOffset SendBy => Now + SendGuard;
}
