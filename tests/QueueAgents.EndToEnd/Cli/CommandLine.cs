using System.CommandLine;
using System.Diagnostics;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;
using QueueAgents.TestNodes;

namespace QueueAgents.EndToEnd.Cli;

/// <summary>What a command line came to.</summary>
internal sealed record Ran(int Exit, string Out, string Error);

/// <summary>The command line, in this process or as one of its own.</summary>
internal static class CommandLine
{
    private static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "QueueAgents.Cli.dll");

    /// <summary>Here: quick, and the same but for signals.</summary>
    public static async Task<Ran> HereAsync(params string[] args)
    {
        await using var data = new StringWriter { NewLine = "\n" };
        await using var messages = new StringWriter { NewLine = "\n" };
        var exit = await Shell.RunAsync(args, _ => Terminal.Of(data, messages), new InvocationConfiguration { Output = data, Error = messages });
        return new Ran(exit, data.ToString(), messages.ToString());
    }

    /// <summary>As a process, to its end.</summary>
    public static Task<Ran> ProcessAsync(params string[] args) => ProcessAsync([], args);

    /// <summary>With more in its environment.</summary>
    public static async Task<Ran> ProcessAsync(Dictionary<string, string?> environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var data = process.StandardOutput.ReadToEndAsync(Ct);
        var messages = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return new Ran(process.ExitCode, await data, await messages);
    }

    /// <summary>As a process, to be watched and killed.</summary>
    public static Task<ChildProcess> StartAsync(params string[] args) => StartAsync(new Dictionary<string, string?>(), args);

    /// <summary>With more in its environment.</summary>
    public static Task<ChildProcess> StartAsync(IReadOnlyDictionary<string, string?> environment, params string[] args)
        => ChildProcess.StartAsync(new ChildStart("dotnet", [Program, .. args]) { Environment = environment });
}
