using System.Runtime.CompilerServices;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Servers;
using QueueAgents.Http.Views;

namespace QueueAgents.Cli.Doctor.Servers;

/// <summary>Whether the server lets us in.</summary>
internal sealed class ServerKey : ICheck<OpenServer>
{
    public string Name => "server-key";

    public async IAsyncEnumerable<Finding> LookAsync(OpenServer on, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return await WhyNotAsync(on.Link, ct) is { } why ? this.Wrong(why, "Ask whoever runs the server for a key: queueagents key create.") : this.Well("It lets us in.");
    }

    private static async Task<string?> WhyNotAsync(ServerLink server, CancellationToken ct)
    {
        try
        {
            await server.GetAsync<RunPageView>("v1/runs?limit=1", ct);
            return null;
        }
        catch (RefusedException refused) when (refused.Code == ExitCode.Auth)
        {
            return refused.Message;
        }
    }
}
