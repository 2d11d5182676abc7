using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QueueAgents.Contracts;
using QueueAgents.Embedded;
using QueueAgents.Worker;

namespace QueueAgents.Testing;

/// <summary>The fleet of one pass through a scenario. It may have several lives; its runs and its ledger have one.</summary>
public sealed class TestFleet : IAsyncDisposable
{
    /// <summary>For each life, from its start on: a laptop that does something else as well is no failure.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Action<WorkerBuilder> _worker;
    private readonly Action<IServiceCollection>? _services;
    private readonly Func<Life> _lives;
    private readonly string _folder = Directory.CreateTempSubdirectory("queueagents-test-").FullName;
    private readonly SemaphoreSlim _one = new(1);
    private Life _life = new();
    private EmbeddedFleet? _fleet;
    private int _runs;

    internal TestFleet(Action<WorkerBuilder> worker, Action<IServiceCollection>? services, Func<Life> lives) => (_worker, _services, _lives) = (worker, services, lives);

    /// <summary>What arrived at the other side of the tools. Tools get it from dependency injection.</summary>
    public EffectLedger Ledger { get; } = new();

    /// <summary>How many fleets there were, one after the other.</summary>
    public int Lives { get; private set; }

    /// <summary>Starts a run, waits for its end and returns its result.</summary>
    /// <exception cref="FleetTestException">It did not complete, or not within two minutes.</exception>
    public async Task<TResult> Run<TResult>(string agent, object input)
    {
        var end = await End(agent, input);
        return end.State == RunState.Completed
            ? end.Result.As<TResult>()!
            : throw new FleetTestException($"The run of '{agent}' is {end.State}: {end.Error?.Type} {end.Error?.Message}");
    }

    /// <summary>Starts a run and waits for its end, whichever it is.</summary>
    /// <exception cref="FleetTestException">It did not end within two minutes.</exception>
    public async Task<RunStatus> End(string agent, object input)
    {
        var key = $"run-{Interlocked.Increment(ref _runs).ToString(CultureInfo.InvariantCulture)}";
        var submit = new SubmitRun { Agent = agent, Input = Json.Of(input), Key = key };
        var run = await Do((fleet, token) => fleet.SubmitAsync(submit, token)); // Again in another life it is the same run.
        try
        {
            return await Do((fleet, token) => fleet.WaitAsync(run.RunId, token));
        }
        catch (FleetTestException e)
        {
            var now = await Do((fleet, token) => fleet.FindAsync(run.RunId, token));
            throw new FleetTestException($"The run of '{agent}' does not end; it is {now?.State} at version {now?.Version}. {e.Message}", e);
        }
    }

    /// <summary>Does something with the fleet; again with the next one where this one dies meanwhile, so let it be something that may be done twice.</summary>
    /// <exception cref="FleetTestException">It took more than two minutes.</exception>
    public async Task<T> Do<T>(Func<EmbeddedFleet, CancellationToken, Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
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
                throw new FleetTestException($"Life {Lives} of the fleet did not come to it within {Patience}.", e);
            }
        }
    }

    /// <inheritdoc/>
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
        _life = _lives();
        Lives++;
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
        options.Agents = _worker;
        options.Services = services =>
        {
            services.AddSingleton(Ledger);
            services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
            _services?.Invoke(services);
        };
        options.Exchange = services => Mortal.Make(services, life);
    }
}
