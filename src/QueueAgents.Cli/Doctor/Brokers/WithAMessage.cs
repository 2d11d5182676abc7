namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>A check that sends messages. While the broker takes none it would only wait, so nothing is looked at then.</summary>
internal sealed class WithAMessage(ICheck<OpenBroker> check) : ICheck<OpenBroker>
{
    public string Name => check.Name;

    public IAsyncEnumerable<Finding> LookAsync(OpenBroker on, CancellationToken ct) => on.TakesNothing
        ? AsyncEnumerable.Repeat(this.NotLooked("Not without a message, and the broker takes none now: look again when that is over."), 1)
        : check.LookAsync(on, ct);
}
