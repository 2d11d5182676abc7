using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QueueAgents.Contracts;
using QueueAgents.Embedded;
using QueueAgents.Orchestration;
using QueueAgents.Orchestration.Runs;
using QueueAgents.TestNodes;
using QueueAgents.Worker;
using Xunit;

namespace QueueAgents.EndToEnd.Fleet;

/// <summary>A whole fleet in this process, on a file of its own; it can be stopped and started again.</summary>
internal sealed class OneFleet : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new("fleet");
    private EmbeddedFleet? _fleet;

    public Notebook Notes { get; } = new();

    public string Store => _folder.File("runs.db");

    public EmbeddedFleet Fleet => _fleet ?? throw new InvalidOperationException("The fleet is stopped.");

    private Limits _limits = new();

    public static async Task<OneFleet> StartAsync(Action<WorkerBuilder> agents, Limits? limits = null)
    {
        var one = new OneFleet();
        if (limits is not null) one._limits = limits;
        await one.StartAgainAsync(agents);
        return one;
    }

    public async Task StartAgainAsync(Action<WorkerBuilder>? agents) => _fleet = await EmbeddedFleet.StartAsync(options =>
    {
        options.StorePath = Store;
        options.Agents = agents;
        options.Services = services =>
        {
            services.AddSingleton(Notes);
            services.PostConfigure<FleetOptions>(fleet => fleet.Limits = _limits);
            services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(300));
        };
    });

    /// <summary>Steps that do not end at once are left behind, as when the process is killed.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _fleet, null) is { } fleet) await fleet.DisposeAsync();
    }

    public async Task<Guid> SubmitAsync<T>(string agent, T input, TimeSpan? deadline = null, string? tenant = null) => (await Fleet.SubmitAsync(new SubmitRun
    {
        Agent = agent,
        Tenant = tenant ?? new SubmitRun().Tenant,
        Input = Json.Of(input),
        Deadline = deadline is { } time ? TimeProvider.System.GetUtcNow() + time : null,
    })).RunId;

    public async Task<RunStatus> EndAsync(Guid run)
    {
        using var limit = new CancellationTokenSource(Limit);
        return await Fleet.WaitAsync(run, limit.Token);
    }

    /// <summary>The result of a run that must complete.</summary>
    public async Task<T> ResultAsync<T>(Guid run)
    {
        var end = await EndAsync(run);
        Assert.True(end.State == RunState.Completed, $"The run is {end.State}: {end.Error?.Type} {end.Error?.Message}");
        return end.Result.As<T>()!;
    }

    public async Task<RunStatus> ReachesAsync(Guid run, RunState state)
    {
        using var limit = new CancellationTokenSource(Limit);
        var status = await Fleet.WaitAsync(run, state, limit.Token);
        Assert.True(status.State == state, $"The run is {status.State}, not {state}: {status.Error?.Type} {status.Error?.Message}");
        return status;
    }

    public Task<IReadOnlyList<Transition>> HistoryAsync(Guid run) => Fleet.Runs.TransitionsAsync(run, 0, 10_000, CancellationToken.None);

    public Task<IReadOnlyList<Dispatch>> AttemptsAsync(Guid run) => Fleet.Runs.AttemptsAsync(run, 0, 10_000, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }
}
