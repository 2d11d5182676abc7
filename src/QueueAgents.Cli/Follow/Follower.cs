using QueueAgents.Cli.Output;
using QueueAgents.Http.Views;
using QueueAgents.Http.Words;
using QueueAgents.Orchestration.Store;
using Spectre.Console;

namespace QueueAgents.Cli.Follow;

/// <summary>Stays with a run until it has ended: a picture that moves at a terminal, a line now and then elsewhere, rows of its history as JSON lines.</summary>
internal static class Follower
{
    /// <param name="watch">The run.</param>
    /// <param name="terminal">Where it is shown.</param>
    /// <param name="untilStill">Ends too where the run stands still until somebody outside acts.</param>
    /// <param name="ct">Ends the following, not the run.</param>
    public static async Task<Sight> FollowAsync(Watch watch, Terminal terminal, bool untilStill, CancellationToken ct)
    {
        var sight = await watch.LookAsync(ct);
        if (!terminal.IsLive) return await PlainAsync(watch, terminal, sight, untilStill, ct);
        if (IsOver(sight, untilStill)) return sight;
        await terminal.Messages.Live(Picture.Of(sight, watch.Face, terminal.Messages.Profile.Width)).AutoClear(true).StartAsync(async live =>
        {
            while (!IsOver(sight, untilStill))
            {
                await watch.PauseAsync(ct);
                sight = await watch.LookAsync(ct);
                live.UpdateTarget(Picture.Of(sight, watch.Face, terminal.Messages.Profile.Width));
            }
        });
        return sight;
    }

    /// <summary>Every transition as a line of JSON, from the first on.</summary>
    public static async Task<Sight> StreamAsync(Watch watch, IRunReader runs, Writer writer, bool untilStill, CancellationToken ct)
    {
        for (var version = 0; ;)
        {
            var sight = await watch.LookAsync(ct);
            while (version < sight.Run.Version)
            {
                var page = await runs.TransitionsAsync(sight.Run.RunId, version, 500, ct);
                foreach (var transition in page) writer.Json(TransitionView.Of(transition));
                version = page[^1].Version;
            }

            if (IsOver(sight, untilStill)) return sight;
            await watch.PauseAsync(ct);
        }
    }

    private static async Task<Sight> PlainAsync(Watch watch, Terminal terminal, Sight sight, bool untilStill, CancellationToken ct)
    {
        var lines = new PlainLines();
        while (!IsOver(sight, untilStill))
        {
            if (lines.Next(sight, watch.Face) is { } line) terminal.Messages.WriteLine(line);
            await watch.PauseAsync(ct);
            sight = await watch.LookAsync(ct);
        }

        return sight;
    }

    private static bool IsOver(Sight sight, bool untilStill) => !sight.Run.IsOpen || (untilStill && sight.StandsStill);
}

/// <summary>What a log shows of a run's progress: each new state at once, and every few seconds how far it has come.</summary>
internal sealed class PlainLines
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(2);

    private (Contracts.RunState State, string? Step)? _last;
    private string? _said;
    private DateTimeOffset _saidAt;

    public string? Next(Sight sight, IAgentFace face)
    {
        var run = sight.Run;
        var now = (run.State, run.Step);
        var sentence = $"{run.State}: {Sentence.Of(run, sight.At, face.Parts)}";
        if (_last == now && (sight.At - _saidAt < Often || sentence == _said)) return null;
        (_last, _said, _saidAt) = (now, sentence, sight.At);
        return face.SoFar is { } soFar ? $"{sentence}; {Markup.Remove(soFar)}" : sentence;
    }
}
