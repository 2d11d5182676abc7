using System.Runtime.CompilerServices;
using QueueAgents.Cli.Servers;

namespace QueueAgents.Cli.Doctor.Servers;

/// <summary>A server, as its clients see it.</summary>
internal static class ServerExamination
{
    private static readonly IReadOnlyList<ICheck<ServerLink>> Checks = [new ServerHealth(), new ServerKey()];

    public static async IAsyncEnumerable<Finding> RunAsync(ServerAddress? address, [EnumeratorCancellation] CancellationToken ct)
    {
        if (address is null)
        {
            yield return new("server", Verdict.NotLooked, "No server was named: --server.");
            yield break;
        }

        using var server = new ServerLink(address, _ => { });
        await foreach (var finding in Examination.RunAsync(Checks, server, ct)) yield return finding;
    }
}
