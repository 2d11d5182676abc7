using Microsoft.Extensions.Hosting;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Delivery;

/// <summary>
/// Learns the database's time before anything is done by it: a server whose own clock is minutes ahead must not, in its first second,
/// take the leases of all others for expired.
/// </summary>
internal sealed class ClockSetter(IRunStore store, FleetClock clock) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken) => clock.Learn((await store.CommitAsync([], cancellationToken)).Now);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
