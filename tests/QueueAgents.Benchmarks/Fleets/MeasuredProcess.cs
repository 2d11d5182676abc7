using QueueAgents.Benchmarks.Measuring;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Fleets;

/// <summary>
/// A process of a fleet that also says how much it has allocated. What it writes goes through a pipe that is read, as where a collector takes the logs:
/// by a program of its own, so that reading them costs the same for one who logs much and for one who logs little.
/// </summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly TempFolder folder;
    private readonly AllocationGauge gauge;
    private readonly ChildProcess collector;
    private readonly ChildProcess process;

    private MeasuredProcess(TempFolder folder, AllocationGauge gauge, ChildProcess collector, ChildProcess process)
        => (this.folder, this.gauge, this.collector, this.process) = (folder, gauge, collector, process);

    public int Pid => process.Pid;

    public bool HasExited => process.HasExited;

    /// <param name="program">An assembly beside this one.</param>
    public static async Task<MeasuredProcess> StartAsync(string program, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var folder = new TempFolder("process");
        var pipe = folder.File("output");
        await using (var make = await ChildProcess.StartAsync(new ChildStart("mkfifo", pipe))) await make.WaitForExitAsync();
        var collector = await ChildProcess.StartAsync(new ChildStart("tail", "-n", "30", pipe));
        var gauge = new AllocationGauge(folder.File("gauge"));
        // The shell becomes the program, so that the pid is the program's own.
        var start = new ChildStart("sh", ["-c", "exec \"$@\" > \"$0\" 2>&1", pipe, "dotnet", Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            Environment = new Dictionary<string, string?>(environment.Concat(gauge.Environment)),
        };
        return new(folder, gauge, collector, await ChildProcess.StartAsync(start));
    }

    /// <summary>Bytes, since its start.</summary>
    public Task<long> AllocatedAsync(CancellationToken ct) => gauge.ReadAsync(ct);

    /// <summary>Ends it, and returns the last lines it wrote.</summary>
    public async Task<string> EndAsync()
    {
        await process.DisposeAsync();
        await Task.WhenAny(collector.WaitForExitAsync(LastWords));
        return collector.Tail();
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await collector.DisposeAsync();
        folder.Dispose();
    }
}
