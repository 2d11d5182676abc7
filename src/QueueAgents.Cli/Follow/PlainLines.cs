using QueueAgents.Cli.Words;
using QueueAgents.Contracts;
using Spectre.Console;

namespace QueueAgents.Cli.Follow;

/// <summary>What a log shows of a run's progress: each new state at once, and every few seconds how far it has come.</summary>
internal sealed class PlainLines
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(2);

    private (RunState State, string? Step)? _last;
    private string? _said;
    private DateTimeOffset _saidAt;

    public string? Next(Sight sight, IAgentFace face)
    {
        var run = sight.Run;
        var now = (run.State, run.Step);
        var sentence = $"{run.State}: {run.Sentence(face.Parts)}";
        if (_last == now && (sight.At - _saidAt < Often || sentence == _said)) return null;
        (_last, _said, _saidAt) = (now, sentence, sight.At);
        return face.SoFar is { } soFar ? $"{sentence}; {Markup.Remove(soFar)}" : sentence;
    }
}
