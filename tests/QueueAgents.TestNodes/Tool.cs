using System.Diagnostics;

namespace QueueAgents.TestNodes;

/// <summary>A short-lived helper program: run it, take its output, throw with what it said when it fails.</summary>
internal static class Tool
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task<string> RunAsync(ChildStart start, string input = "")
    {
        using var process = await Spawner.StartAsync(Launch.Info(start));
        using var timeout = new CancellationTokenSource(Deadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), timeout.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(timeout.Token);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException(
                    $"{Line(start)} failed with {process.ExitCode}:\n{await output}{await errors}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{Line(start)} did not end within {Deadline.TotalSeconds:0} s.");
        }
    }

    private static string Line(ChildStart start) => string.Join(' ', start.Arguments.Prepend(Path.GetFileName(start.Program)));
}
