using QueueAgents.Cli.Output;
using QueueAgents.Cli.Reach;
using QueueAgents.Contracts;
using Spectre.Console;

namespace QueueAgents.Cli.Follow;

/// <summary>Stays with a run until it has ended: a picture that moves at a terminal, a line now and then elsewhere, rows of its history as JSON lines.</summary>
/// <param name="fleet">Where the run is.</param>
/// <param name="runId">The run.</param>
/// <param name="watch">Looks at it.</param>
/// <param name="untilStill">Ends too where the run stands still until somebody outside acts.</param>
internal sealed class Follower(IFleet fleet, Guid runId, Watch watch, bool untilStill)
{
    /// <param name="terminal">Where it is shown.</param>
    /// <param name="ct">Ends the following, not the run.</param>
    public async Task<Sight> ShowAsync(Terminal terminal, CancellationToken ct)
    {
        var sight = await watch.LookAsync(ct);
        if (sight.IsOver(untilStill)) return sight;
        await using var changes = new Changes(fleet, runId, sight.Run.Version);
        return await (terminal.IsLive ? DrawAsync(terminal, changes, sight, ct) : SayAsync(terminal, changes, sight, ct));
    }

    /// <summary>Every transition as a line of JSON, from the first on.</summary>
    public async Task<Sight> StreamAsync(Writer writer, CancellationToken ct)
    {
        var sight = await watch.LookAsync(ct);
        await foreach (var transition in fleet.FollowAsync(runId, 0, _ => { }, ct))
        {
            writer.Json(transition);
            if (transition.Version < sight.Run.Version || transition.To == RunState.Running) continue;
            sight = await watch.LookAsync(ct);
            if (transition.Version == sight.Run.Version && sight.IsOver(untilStill)) break;
        }

        return sight;
    }

    private async Task<Sight> DrawAsync(Terminal terminal, Changes changes, Sight sight, CancellationToken ct)
    {
        await terminal.Messages.Live(Picture.Of(sight, watch.Face, terminal.Messages.Profile.Width)).AutoClear(true).StartAsync(async live =>
        {
            while (!sight.IsOver(untilStill))
            {
                sight = await NextAsync(changes, sight, ct);
                live.UpdateTarget(Picture.Of(sight, watch.Face, terminal.Messages.Profile.Width, changes.Spoken.Last(terminal.Messages.Profile.Width)));
            }
        });
        return sight;
    }

    private async Task<Sight> SayAsync(Terminal terminal, Changes changes, Sight sight, CancellationToken ct)
    {
        var lines = new PlainLines();
        var speaks = false;
        while (!sight.IsOver(untilStill))
        {
            if (changes.Spoken.Take() is { } words)
            {
                terminal.Messages.Write(words);
                speaks = true;
            }

            if (lines.Next(sight, watch.Face) is { } line)
            {
                terminal.Messages.WriteLine(speaks ? $"\n{line}" : line);
                speaks = false;
            }

            sight = await NextAsync(changes, sight, ct);
        }

        return sight;
    }

    private async Task<Sight> NextAsync(Changes changes, Sight sight, CancellationToken ct)
        => await changes.NextAsync(ct) ? await watch.LookAsync(ct) : sight with { At = TimeProvider.System.GetUtcNow() };
}
