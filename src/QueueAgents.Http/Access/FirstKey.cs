using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Http.Access;

/// <summary>Says at the start where keys are required and nobody has one, because all that anybody would see of it is 401.</summary>
internal sealed class FirstKey(KeysRequired required, IKeyStore keys, FleetClock clock, ILogger<FirstKey> log) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!required.OfEverybody) return;
        try
        {
            if (!(await keys.ListAsync(cancellationToken)).Any(key => key.IsValid(clock.Now))) log.NoKeyYet();
        }
#pragma warning disable CA1031 // Advice; a database that is away has been told of already.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
