using System.Globalization;
using System.Text.Json;
using QueueAgents.Cli.Output;
using QueueAgents.Cli.Words;
using QueueAgents.Http.Views;
using QueueAgents.Http.Words;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace QueueAgents.Cli.Runs;

/// <summary>A run on one page: what it is doing first, then its steps and its history, the latest last.</summary>
internal static class RunSheet
{
    private const int Last = 12;
    private const int LongestDocument = 240;

    public static IRenderable Of(RunHistoryView view, bool all, DateTimeOffset now)
    {
        List<IRenderable> parts = [Facts(view.Run, now)];
        var attempts = view.Attempts.Where(attempt => all || attempt.Status != "held").ToList();
        Add(parts, "Steps", attempts, all, Steps);
        Add(parts, "History", view.Transitions, all, History);
        return new Rows(parts);
    }

    public static IRenderable Facts(RunView run, DateTimeOffset now) => Tables.Facts(
        ("Run", run.Id.ToString()),
        ("Agent", Markup.Escape(run.Agent)),
        ("State", $"{StateLook.Markup(run.State)} [grey]{Markup.Escape(run.Summary)}[/]"),
        ("Unserved", run.Unserved ? "[yellow]an attempt of it finds no worker[/]" : null),
        ("Tenant", run.Tenant == "default" ? null : Markup.Escape(run.Tenant)),
        ("Key", run.Key is { } key ? Markup.Escape(key) : null),
        ("Tags", run.Tags is { } tags ? Markup.Escape(string.Join(", ", tags.Select(tag => $"{tag.Key}={tag.Value}"))) : null),
        ("Parent", run.Parent is { } parent ? $"{parent.RunId} [grey]step {parent.Seq}[/]" : null),
        ("Begun", $"{Times.Moment(run.CreatedAt)} [grey]{Times.Ago(run.CreatedAt, now)}[/]"),
        ("Changed", $"{Times.Moment(run.UpdatedAt)} [grey]{Times.Ago(run.UpdatedAt, now)}, version {run.Version}[/]"),
        ("Deadline", run.Deadline is { } deadline ? Times.Moment(deadline) : null),
        ("Signals kept", run.KeptSignals?.ToString(CultureInfo.InvariantCulture)),
        ("Input", Document(run.Input)),
        ("Document", Document(run.Document)),
        ("Result", Document(run.Result)),
        ("To answer", run.Wait is { RequestId: not null } ? $"queueagents run answer {run.Id} JSON" : null),
        ("To signal", run.Wait is { Signal: { } signal } ? $"queueagents run signal {run.Id} {Markup.Escape(signal)} JSON" : null));

    private static void Add<T>(List<IRenderable> parts, string title, IReadOnlyList<T> rows, bool all, Func<IEnumerable<T>, Table> table)
    {
        if (rows.Count == 0) return;
        var shown = all ? rows : [.. rows.Skip(rows.Count - Last)];
        var more = shown.Count < rows.Count ? $" [grey]the last {shown.Count} of {rows.Count}; --all shows all[/]" : "";
        parts.Add(new Padder(new Markup($"[bold]{title}[/]{more}"), new Padding(0, 1, 0, 0)));
        parts.Add(table(shown));
    }

    private static Table Steps(IEnumerable<AttemptView> attempts)
    {
        var table = Tables.Of(">#", ">TRY", "STEP", "STATUS", ">TOOK", "WORKER", "WHAT WENT WRONG");
        foreach (var attempt in attempts)
        {
            table.AddRow(
                Number(attempt.Seq), Number(attempt.Attempt), Markup.Escape(attempt.Step), Status(attempt.Status), Took(attempt.TookMs),
                Markup.Escape(attempt.ChildRunId?.ToString() ?? attempt.Worker ?? ""),
                attempt.Error is { } error ? Markup.Escape($"{error.Type}: {error.Message}") : "");
        }

        return table;
    }

    private static Table History(IEnumerable<TransitionView> transitions)
    {
        var table = Tables.Of(">V", "TIME", "EVENT", "STATE", ">#", ">TRY", "DETAIL");
        foreach (var transition in transitions)
        {
            table.AddRow(
                Number(transition.Version), transition.At.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture), transition.Event,
                StateLook.Markup(transition.To), Number(transition.Seq), Number(transition.Attempt),
                Markup.Escape(string.Join(" · ", new[] { transition.Detail, transition.By is { } by ? $"by {by}" : null }.Where(text => text is not null))));
        }

        return table;
    }

    private static string Status(string status) => status switch
    {
        "ok" => "[green]ok[/]",
        "failed" or "lost" => $"[red]{status}[/]",
        "unserved" => "[yellow]unserved[/]",
        "held" or "superseded" => $"[grey]{status}[/]",
        _ => $"[blue]{status}[/]",
    };

    private static string? Document(JsonElement? json)
    {
        if (json is not { } element) return null;
        var text = JsonSerializer.Serialize(element, JsonText.Line);
        return Markup.Escape(text.Length <= LongestDocument ? text : $"{text[..LongestDocument]}… ({text.Length} characters: -o json)");
    }

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Took(double? milliseconds) => milliseconds is { } took ? Times.Length(TimeSpan.FromMilliseconds(took)) : "";
}
