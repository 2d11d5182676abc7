using System.Runtime.CompilerServices;
using QueueAgents.Cli.Servers;
using QueueAgents.Http.Health;

namespace QueueAgents.Cli.Doctor.Servers;

/// <summary>A server, as its clients see it.</summary>
internal static class ServerExamination
{
    private const string Name = "server";

    private static readonly IReadOnlyList<ICheck<OpenServer>> Checks = [new ServerHealth(), new ServerKey()];

    public static async IAsyncEnumerable<Finding> RunAsync(ServerAddress? address, [EnumeratorCancellation] CancellationToken ct)
    {
        if (address is null)
        {
            yield return new(Name, Verdict.NotLooked, "No server was named: --server.");
            yield break;
        }

        using var link = new ServerLink(address, _ => { });
        var (server, why) = await OpenAsync(link, ct);
        if (why is not null) yield return why;
        if (server is not null) await foreach (var finding in Examination.RunAsync(Checks, server, ct)) yield return finding;
    }

    private static async Task<(OpenServer? Server, Finding? Why)> OpenAsync(ServerLink link, CancellationToken ct)
    {
        try
        {
            return (new(link, await link.HealthAsync(ct)), null);
        }
        catch (CommandLine.RefusedException refused)
        {
            return (null, new(Name, Verdict.Wrong, refused.Message, "Look whether it is up, at its address, and at what is between here and there."));
        }
    }
}

/// <summary>A server that answers, and what it says of itself.</summary>
internal sealed record OpenServer(ServerLink Link, HealthView Health);
