using Microsoft.Extensions.Logging;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Telemetry;

namespace QueueAgents.Orchestration.Recovery;

/// <summary>
/// A durable queue stands sentinel in the broker. If it is gone, so are the messages: every open step and message is due again, first in
/// the rows, and only then is the sentinel set up anew, so that a server that dies in between is followed by one that finds it gone too.
/// </summary>
internal sealed class BrokerLoss(ISentinel sentinel, IDueStore due, Confirmations confirmations, FleetClock clock, ILogger<BrokerLoss> log)
{
    /// <summary>
    /// The broker does not answer, and perhaps it has lost what it confirmed: steps not noted as sent yet are better sent again. At once, and
    /// not when it is back: another server may be quicker, and what it has made due again must not be noted as sent by us.
    /// </summary>
    public void Away() => confirmations.ForgetSteps();

    /// <summary>Called at start and after every reconnect. True where the broker had lost its data, or never had any.</summary>
    public async Task<bool> CheckAsync(CancellationToken ct)
    {
        confirmations.ForgetSteps();
        if (await sentinel.StandsAsync(ct)) return false;
        var rows = await due.ResendOpenAsync(clock.Now, ct);
        if (rows > 0) log.BrokerWiped(rows);
        await sentinel.SetUpAsync(ct);
        return true;
    }
}

/// <summary>The sentinel queue, as the broker sees it.</summary>
internal interface ISentinel
{
    Task<bool> StandsAsync(CancellationToken ct);

    Task SetUpAsync(CancellationToken ct);
}
