using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Watching;
using QueueAgents.Transport;
using QueueAgents.Worker;

namespace QueueAgents.Embedded;

/// <summary>A fleet in this process, to submit runs to and to steer them.</summary>
public sealed class EmbeddedFleet : IAsyncDisposable
{
    private readonly IDeliverer _deliverer;
    private readonly IRunReader _runs;
    private readonly RunWatch _watch;
    private IHost? _host;

    internal EmbeddedFleet(IDeliverer deliverer, IRunReader runs, RunWatch watch, ILive live) => (_deliverer, _runs, _watch, Live) = (deliverer, runs, watch, live);

    internal IRunReader Runs => _runs;

    internal ILive Live { get; }

    /// <summary>Starts a fleet with a host of its own; disposing it stops both. In a host that is there already, use <c>services.AddEmbeddedFleet</c>.</summary>
    /// <exception cref="InvalidOperationException">Another process holds the store, or a newer release has made it; the message says which.</exception>
    public static async Task<EmbeddedFleet> StartAsync(Action<EmbeddedFleetOptions> configure, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new EmbeddedFleetOptions();
        configure(options);

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        options.Services?.Invoke(builder.Services);
        builder.Services.AddEmbeddedFleet(options);
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch
        {
            host.Dispose();
            throw;
        }

        var fleet = host.Services.GetRequiredService<EmbeddedFleet>();
        fleet._host = host;
        return fleet;
    }

    /// <summary>What a worker would serve.</summary>
    internal static IReadOnlyList<ServedAgent> Served(Action<WorkerBuilder> agents)
    {
        var worker = new WorkerBuilder(new ServiceCollection());
        agents(worker);
        return [.. worker.Agents.Select(agent => new ServedAgent { Name = agent.Name, StateVersion = agent.States.Version, ReadsFrom = agent.States.ReadsFrom })];
    }

    /// <summary>Starts a run; returns when it is committed. The same submission again is the same run.</summary>
    /// <exception cref="RunRefusedException">It is invalid, or another run has its id or key.</exception>
    public Task<RunAccepted> SubmitAsync(SubmitRun run, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var messageId = Guid.CreateVersion7();
        return OrderAsync(RunIds.Of(run, messageId), run, messageId, cancellationToken);
    }

    /// <inheritdoc cref="OrderAsync{T}(Guid, T, Guid, CancellationToken)"/>
    public Task<RunAccepted> CancelAsync(CancelRun order, CancellationToken cancellationToken = default) => OrderAsync(order?.RunId, order, cancellationToken);

    /// <inheritdoc cref="OrderAsync{T}(Guid, T, Guid, CancellationToken)"/>
    public Task<RunAccepted> PauseAsync(PauseRun order, CancellationToken cancellationToken = default) => OrderAsync(order?.RunId, order, cancellationToken);

    /// <inheritdoc cref="OrderAsync{T}(Guid, T, Guid, CancellationToken)"/>
    public Task<RunAccepted> ResumeAsync(ResumeRun order, CancellationToken cancellationToken = default) => OrderAsync(order?.RunId, order, cancellationToken);

    /// <inheritdoc cref="OrderAsync{T}(Guid, T, Guid, CancellationToken)"/>
    public Task<RunAccepted> SignalAsync(SignalRun order, CancellationToken cancellationToken = default) => OrderAsync(order?.RunId, order, cancellationToken);

    /// <inheritdoc cref="OrderAsync{T}(Guid, T, Guid, CancellationToken)"/>
    public Task<RunAccepted> AnswerAsync(AnswerRun order, CancellationToken cancellationToken = default) => OrderAsync(order?.RunId, order, cancellationToken);

    /// <inheritdoc cref="OrderAsync{T}(Guid, T, Guid, CancellationToken)"/>
    public Task<RunAccepted> RetryAsync(RetryRun order, CancellationToken cancellationToken = default) => OrderAsync(order?.RunId, order, cancellationToken);

    /// <summary>What a run is now; null where there is no such run.</summary>
    public async Task<RunStatus?> FindAsync(Guid runId, CancellationToken cancellationToken = default)
        => await _runs.FindAsync(runId, cancellationToken) is { } run ? RunStatus.Of(run) : null;

    /// <summary>Waits until a run is completed, failed, cancelled or parked.</summary>
    /// <exception cref="RunRefusedException">There is no such run.</exception>
    public Task<RunStatus> WaitAsync(Guid runId, CancellationToken cancellationToken = default)
        => WaitAsync(runId, run => !run.IsOpen, cancellationToken);

    /// <summary>Waits until a run is in a state, or has ended otherwise.</summary>
    /// <exception cref="RunRefusedException">There is no such run.</exception>
    public Task<RunStatus> WaitAsync(Guid runId, RunState state, CancellationToken cancellationToken = default)
        => WaitAsync(runId, run => run.State == state || !run.IsOpen, cancellationToken);

    /// <summary>Lets running steps end for a while, then stops. What is open goes on at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _host, null) is not { } host) return;
        try
        {
            await host.StopAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or AggregateException { InnerException: OperationCanceledException })
        {
            // A step did not end in time: it is repeated at the next start.
        }
        finally
        {
            if (host is IAsyncDisposable later) await later.DisposeAsync();
            else host.Dispose();
        }
    }

    private async Task<RunStatus> WaitAsync(Guid runId, Func<RunFacts, bool> until, CancellationToken ct)
        => await _watch.UntilAsync(runId, until, ct) is { } run
            ? RunStatus.Of(run)
            : throw new RunRefusedException(new RunRejected { RunId = runId, Code = Rejections.NotFound, Reason = "There is no such run." });

    private Task<RunAccepted> OrderAsync<T>(Guid? runId, T? order, CancellationToken ct) where T : class
    {
        ArgumentNullException.ThrowIfNull(order);
        return OrderAsync(runId!.Value, order, Guid.CreateVersion7(), ct);
    }

    /// <summary>Carries out an order; returns when it is committed.</summary>
    /// <exception cref="RunRefusedException">It changed nothing, and why.</exception>
    internal async Task<RunAccepted> OrderAsync<T>(Guid runId, T order, Guid messageId, CancellationToken ct) where T : class
    {
        var decision = await _deliverer.DeliverAsync(runId, order, new Cause(messageId, Activity.Current?.Context ?? default), ct);
        return decision.Reply switch
        {
            RunAccepted accepted => accepted,
            RunRejected rejected => throw new RunRefusedException(rejected),
            _ => throw new InvalidOperationException($"{typeof(T).Name} was not answered ({decision.Ignored})."),
        };
    }
}
