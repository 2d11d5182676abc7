using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Stores;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Schema;

namespace QueueAgents.Cli.Keys;

/// <summary>What the verbs of <c>key</c> share: they work on the database itself, also while a server uses it.</summary>
internal static class KeyVerb
{
    public static Command On(Globals globals, DocumentedCommand command, Func<Invocation, IKeyStore, CancellationToken, Task<int>> run)
    {
        var database = new DatabaseOptions();
        database.AddTo(command);
        globals.Run(command, async (call, ct) =>
        {
            database.RequireFile(call);
            await using var provider = database.Open(call);
            await provider.GetRequiredService<SchemaGuard>().CheckAsync(ct);
            return await run(call, provider.GetRequiredService<IKeyStore>(), ct);
        });
        return command;
    }
}
