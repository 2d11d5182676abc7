using System.Globalization;
using QueueAgents.Cli.Words;
using QueueAgents.Http.Words;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace QueueAgents.Cli.Follow;

/// <summary>A run that goes on, in a few lines.</summary>
internal static class Picture
{
    private const int LongestBar = 60;

    public static IRenderable Of(Sight sight, IAgentFace face, int width, string? said = null)
    {
        var run = sight.Run;
        var took = Times.Length(sight.At - run.CreatedAt);
        List<IRenderable> lines = [Line($"{StateLook.Markup(run.State)}  {Markup.Escape(run.Sentence(face.Parts))}")];
        if (run.Progress is { Total: > 0 } progress) lines.Add(Line(Bar(progress.Done + progress.Failed, progress.Total, width)));
        if (face.SoFar is { } soFar) lines.Add(Line(soFar));
        if (said is not null) lines.Add(Line($"[italic]{Markup.Escape(said)}[/]"));
        var repeated = sight.Repeated > 0 ? $", {sight.Repeated} of them repeated" : "";
        lines.Add(Line(string.Create(CultureInfo.InvariantCulture, $"[grey]{sight.Begun:N0} attempts{repeated} · {took}[/]")));
        return new Rows(lines);
    }

    public static string Bar(int done, int count, int width)
    {
        var length = Math.Clamp(width - 10, 10, LongestBar);
        var filled = (int)((long)done * length / count);
        return string.Create(CultureInfo.InvariantCulture, $"[blue]{new string('━', filled)}[/][grey]{new string('─', length - filled)}[/] {100L * done / count} %");
    }

    private static Markup Line(string markup) => new Markup(markup).Overflow(Overflow.Ellipsis);
}
