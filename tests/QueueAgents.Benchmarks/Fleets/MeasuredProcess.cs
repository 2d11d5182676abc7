using QueueAgents.Benchmarks.Measuring;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Fleets;

/// <summary>A process of a fleet that also says how much it has allocated. What it writes goes through a pipe that is read, as where a collector takes the logs.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    private readonly ChildProcess process;
    private readonly AllocationGauge gauge;

    private MeasuredProcess(ChildProcess process, AllocationGauge gauge) => (this.process, this.gauge) = (process, gauge);

    public int Pid => process.Pid;

    /// <param name="program">An assembly beside this one.</param>
    public static async Task<MeasuredProcess> StartAsync(string program, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var gauge = new AllocationGauge();
        var start = new ChildStart("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            Environment = new Dictionary<string, string?>(environment.Concat(gauge.Environment)),
        };
        return new(await ChildProcess.StartAsync(start), gauge);
    }

    public Task<long> AllocatedAsync(CancellationToken ct) => gauge.ReadAsync(ct);

    public Task<string> WaitForLine(Func<string, bool> predicate) => process.WaitForLine(predicate, TimeSpan.FromMinutes(1));

    public string Tail() => process.Tail(15);

    public bool HasExited => process.HasExited;

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        gauge.Dispose();
    }
}
