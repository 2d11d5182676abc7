using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QueueAgents.Embedded;
using QueueAgents.Worker;

namespace QueueAgents.Testing;

/// <summary>Fleets on one store, one after the other: where one dies, the next goes on with what it has left.</summary>
internal sealed class Lives(Action<WorkerBuilder> worker, Action<IServiceCollection> more, VirtualTime time, Func<Life> lives) : IAsyncDisposable
{
    /// <summary>For each life, from its start on: a laptop that does something else as well is no failure.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("queueagents-test-").FullName;
    private readonly SemaphoreSlim _one = new(1);
    private Life _life = new();
    private EmbeddedFleet? _fleet;

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>Does something with the fleet of this life, or with that of the next one where it dies meanwhile.</summary>
    public async Task<T> Do<T>(Func<EmbeddedFleet, CancellationToken, Task<T>> work)
    {
        while (true)
        {
            var (fleet, life) = await Alive();
            using var limit = new CancellationTokenSource(Patience);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, life.Died);
            try
            {
                return await work(fleet, either.Token).WaitAsync(either.Token);
            }
            catch (Exception) when (life.IsDead)
            {
                // The next life goes on.
            }
            catch (OperationCanceledException e) when (limit.IsCancellationRequested)
            {
                throw new FleetTestException($"Life {Count} of the fleet did not come to it within {Patience}.", e);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_fleet is { } fleet) await fleet.DisposeAsync();
        _life.Dispose();
        _one.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<(EmbeddedFleet, Life)> Alive()
    {
        await _one.WaitAsync();
        try
        {
            while (_fleet is null || _life.IsDead) await Rise();
            return (_fleet, _life);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task Rise()
    {
        if (Interlocked.Exchange(ref _fleet, null) is { } dead) await dead.DisposeAsync();
        _life.Dispose();
        _life = lives();
        Count++;
        try
        {
            _fleet = await EmbeddedFleet.StartAsync(Configure);
        }
        catch (Exception) when (_life.IsDead)
        {
            // It died while it started.
        }
    }

    private void Configure(EmbeddedFleetOptions options)
    {
        var life = _life;
        options.StorePath = Path.Combine(_folder, "runs.db");
        options.SweepEvery = TimeSpan.FromMilliseconds(20);
        options.Agents = worker;
        options.Services = services =>
        {
            services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
            more(services);
        };
        options.Exchange = services =>
        {
            services.AddSingleton<TimeProvider>(time);
            Mortal.Make(services, life);
        };
    }
}
