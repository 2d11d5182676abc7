using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace QueueAgents.Providers;

/// <summary>The tests, and the server one of them starts as a process.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        if (args.Contains(StdioOffice.Argument)) return StdioOffice.Serve();
        return args.Contains("--server") || args.Contains("--internal-msbuild-node")
            ? TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : ConsoleRunner.Run(args);
    }
}
