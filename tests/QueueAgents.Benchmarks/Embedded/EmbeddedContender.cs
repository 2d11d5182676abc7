using QueueAgents.Benchmarks.Agents;
using QueueAgents.Benchmarks.Loads;
using QueueAgents.Contracts;
using QueueAgents.Embedded;

namespace QueueAgents.Benchmarks.Embedded;

/// <summary>Our fleet in this process.</summary>
internal sealed class EmbeddedContender : IAsyncDisposable
{
    private readonly EmbeddedFleet fleet;
    private int submitted;

    private EmbeddedContender(EmbeddedFleet fleet)
    {
        this.fleet = fleet;
        Load = new RunLoad(TenSteps.Steps, OneAsync);
    }

    public ILoad Load { get; }

    public int Submitted => submitted;

    public static async Task<EmbeddedContender> StartAsync(string file, CancellationToken ct) => new(await EmbeddedFleet.StartAsync(
        options =>
        {
            options.StorePath = file;
            options.Agents = worker => worker.Add<TenSteps>(TenSteps.Name);
        },
        ct));

    public ValueTask DisposeAsync() => fleet.DisposeAsync();

    private async Task OneAsync(CancellationToken ct)
    {
        Interlocked.Increment(ref submitted);
        var run = await fleet.SubmitAsync(new SubmitRun { RunId = Guid.CreateVersion7(), Agent = TenSteps.Name, Input = Json.Of(0) }, ct);
        var ended = await fleet.WaitAsync(run.RunId, ct);
        if (ended.State != RunState.Completed) throw new InvalidOperationException($"Run {run.RunId} is {ended.State}.");
    }
}
