using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Views;
using QueueAgents.Orchestration.Keys;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Cli.Keys;

internal static class KeyRevokeCommand
{
    /// <summary>Of a prefix: <c>qa_</c> and one character more, so that nobody revokes all by a slip.</summary>
    private const int Shortest = 4;

    public static Command Create(Globals globals)
    {
        var which = new Argument<string>("KEY") { Description = "What the key begins with, as in the list, or its id" };
        var command = new DocumentedCommand("revoke", "Revoke a key for good; servers refuse it within a minute")
        {
            Examples = [new("the key of somebody who has left", "queueagents key revoke qa_Vt3kQ9xw")],
        };
        command.Add(which);
        return KeyVerb.On(globals, command, async (call, keys, ct) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var key = await FindAsync(keys, call.Get(which)!, ct);
            // Again is no mistake: it is what was asked for.
            if (key.RevokedAt is null && await keys.RevokeAsync(key.Id, now, ct)) key = key with { RevokedAt = now };
            call.Writer.One(KeyView.Of(key, now), view => view.Prefix, view => KeyListCommand.TableOf([view], now));
            return ExitCode.Ok;
        });
    }

    /// <summary>A whole key is taken too, by what it begins with: whoever has found one somewhere wants it dead.</summary>
    private static async Task<ApiKey> FindAsync(IKeyStore keys, string which, CancellationToken ct)
    {
        if (KeyText.IsWellFormed(which))
            return await keys.FindAsync(KeyText.HashOf(which), ct) ?? throw RefusedException.NotFound("There is no such key here.");

        var all = await keys.ListAsync(ct);
        var found = Guid.TryParse(which, out var id) ? [.. all.Where(key => key.Id == id)]
            : which.Length >= Shortest ? all.Where(key => key.Prefix.StartsWith(which, StringComparison.Ordinal)).ToList()
            : throw RefusedException.Usage($"'{which}' is too short: say at least {Shortest} characters of the key, or its id.");
        return found switch
        {
            [var one] => one,
            [] => throw RefusedException.NotFound($"There is no key that begins with '{which}'."),
            _ => throw RefusedException.Conflict($"Several keys begin with '{which}': {string.Join(", ", found.Select(key => key.Prefix))}."),
        };
    }
}
