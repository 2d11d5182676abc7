using System.Reflection;
using QueueAgents.TestNodes;

namespace QueueAgents.Integration.Publish;

/// <summary>The other service, as a process that knows nothing of the fleet but the contracts.</summary>
internal static class Publisher
{
    private static readonly string Program = Path.Combine(
        typeof(Publisher).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Publisher.Folder").Value!, "QueueAgents.Publisher.dll");

    public static Task<ChildProcess> StartAsync(string how, Uri broker, string agent, string input, string key, int seconds = 30)
        => ChildProcess.StartAsync(new ChildStart("dotnet", Program, how, $"{broker}", agent, input, key, $"{seconds}"));

    /// <summary>What it printed, and its exit code: 0, 1 after a fault, 2 after a timeout.</summary>
    public static async Task<(int Code, string Said)> RunAsync(string how, Uri broker, string agent, string input, string key, int seconds = 30)
    {
        await using var publisher = await StartAsync(how, broker, agent, input, key, seconds);
        var code = await publisher.WaitForExitAsync(TimeSpan.FromSeconds(90));
        return (code, publisher.Tail());
    }
}
