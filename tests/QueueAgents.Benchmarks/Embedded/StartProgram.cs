using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Embedded;

/// <summary>The small program that is started as a whole: as built, or published as one would who wants a quick start.</summary>
internal sealed class StartProgram
{
    private const string Name = "QueueAgents.Benchmarks.Start";

    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(1);

    private readonly string path;

    private StartProgram(string path) => this.path = path;

    public static StartProgram AsBuilt => new(Path.Combine(Metadata("Start.Folder"), "bin", Metadata("Configuration"), "net10.0", Name));

    /// <summary>
    /// With ReadyToRun, by the SDK: as one image with the runtime (which must be restored for that), else by itself; as built where there is none of that,
    /// and a note that says so.
    /// </summary>
    public static async Task<(StartProgram Program, string Note)> PublishAsync(TempFolder folder, CancellationToken ct)
    {
        Progress.Say("publishing the program with ReadyToRun");
        if (await PublishAsync(folder.Sub("composite"), ["--self-contained", "-p:PublishReadyToRunComposite=true"], ct) is not { } whole)
            return (new(Path.Combine(folder.Sub("composite"), Name)), "The programs were published with ReadyToRun, as one image with the runtime (composite, self-contained).");
        if (await PublishAsync(folder.Sub("start"), ["--no-self-contained"], ct) is not { } alone)
            return (new(Path.Combine(folder.Sub("start"), Name)), $"The programs were published with ReadyToRun, but not as one image with the runtime: {whole}");
        return (AsBuilt, $"The programs were started as built, and compiled while they ran: publishing them with ReadyToRun failed. {alone}");
    }

    /// <returns>Why it failed; null where it did not.</returns>
    private static async Task<string?> PublishAsync(string to, string[] how, CancellationToken ct)
    {
        var publish = new ProcessStartInfo(
            "dotnet",
            [
                "publish", Path.Combine(Metadata("Start.Folder"), $"{Name}.csproj"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
                "-p:PublishReadyToRun=true", .. how, "-o", to, "-v", "quiet", "--disable-build-servers",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(publish)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            if (process.ExitCode == 0) return null;
            return (await output + await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal), "it did not say why").Trim();
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>One process: it prints its result as a line.</summary>
    public async Task<StartTime> RunAsync(CancellationToken ct, params string[] arguments)
    {
        var began = Stopwatch.GetTimestamp();
        await using var process = await ChildProcess.StartAsync(new ChildStart(path, arguments));
        var line = await process.WaitForLine(line => line.StartsWith("result ", StringComparison.Ordinal), EndsWithin);
        var result = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (await process.WaitForExitAsync(EndsWithin) is not 0 and var code) throw new InvalidOperationException($"{Name} ended with {code} after '{line}'.");
        ct.ThrowIfCancellationRequested();
        return new(result, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private static string Metadata(string key) => typeof(StartProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
