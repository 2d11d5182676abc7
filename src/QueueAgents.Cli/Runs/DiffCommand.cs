using System.CommandLine;
using System.Text.Json;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;
using QueueAgents.Cli.Stores;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.History;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using Spectre.Console;

namespace QueueAgents.Cli.Runs;

internal static class DiffCommand
{
    private const string NoChange = "[]";

    public static Command Create(Globals globals)
    {
        var id = RunIds.Argument();
        var from = new Argument<int?>("FROM") { Description = "A version of the run [default: before the last change of its document]", Arity = ArgumentArity.ZeroOrOne };
        var to = new Argument<int?>("TO") { Description = "A later version [default: the latest]", Arity = ArgumentArity.ZeroOrOne };
        var command = new DocumentedCommand("diff", "Show what changed in a run's document between two of its versions")
        {
            Examples =
            [
                new("what the last step that changed it did", "queueagents run diff 0199b3c2"),
                new("between two versions, as an RFC 6902 patch", "queueagents run diff 0199b3c2 1 7 -o json | jq .patch"),
            ],
        };
        command.Add(id);
        command.Add(from);
        command.Add(to);
        globals.Run(command, async (call, ct) =>
        {
            var store = await StoreReader.OpenAsync(call.Store, ct);
            var run = await RunIds.FindAsync(store.Runs, call.Get(id)!, ct);
            var last = call.Get(to) ?? run.Version;
            var first = call.Get(from) ?? await BeforeLastChangeAsync(store.Runs, run, ct);
            if (first < 0 || first > last || last > run.Version)
                throw RefusedException.Usage($"Run {run.RunId} has versions 0 to {run.Version}; {first} to {last} is no part of them.");

            var before = await DocumentAsync(store, run.RunId, first, ct);
            var after = await DocumentAsync(store, run.RunId, last, ct);
            using var patch = JsonDocument.Parse(JsonDiff.Diff(before, after) ?? NoChange);
            var view = new DiffView(run.RunId, first, last, patch.RootElement);
            call.Writer.One(view, one => one.RunId.ToString(), one => DiffSheet.Of(one, before));
            if (call.Writer.IsTable && patch.RootElement.GetArrayLength() == 0) call.Terminal.Say($"[grey]Nothing changed from version {first} to {last}.[/]");
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Version 0 is before there was anything.</summary>
    private static async Task<string?> DocumentAsync(StoreReader store, Guid runId, int version, CancellationToken ct)
        => (await store.States.AtAsync(runId, version, ct))?.Document.Text;

    private static async Task<int> BeforeLastChangeAsync(IRunReader runs, RunFacts run, CancellationToken ct)
    {
        var found = 0;
        for (var after = 0; after < run.Version;)
        {
            var page = await runs.TransitionsAsync(run.RunId, after, 500, ct);
            if (page.Count == 0) break;
            found = page.LastOrDefault(transition => transition.ReverseDiff is not null)?.Version - 1 ?? found;
            after = page[^1].Version;
        }

        return found;
    }
}

/// <summary>A patch as a person reads it: what was, and what is.</summary>
internal static class DiffSheet
{
    private const int Longest = 120;

    public static Table Of(DiffView diff, string? before)
    {
        using var document = before is null ? null : JsonDocument.Parse(before);
        var table = Tables.Of("", "PATH", $"VERSION {diff.From}", $"VERSION {diff.To}");
        foreach (var operation in diff.Patch.EnumerateArray())
        {
            var path = operation.GetProperty("path").GetString()!;
            var (sign, colour) = operation.GetProperty("op").GetString() switch { "add" => ("+", "green"), "remove" => ("-", "red"), _ => ("~", "yellow") };
            var was = sign == "+" || document is null ? null : At(document.RootElement, path);
            var now = operation.TryGetProperty("value", out var value) ? value : (JsonElement?)null;
            table.AddRow($"[{colour}]{sign}[/]", Markup.Escape(path.Length == 0 ? "/" : path), Short(was, "red"), Short(now, "green"));
        }

        return table;
    }

    /// <summary>RFC 6901. A patch's later paths may not be there yet before its earlier operations.</summary>
    private static JsonElement? At(JsonElement root, string path)
    {
        var here = root;
        foreach (var part in path.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            if (here.ValueKind == JsonValueKind.Object && here.TryGetProperty(part, out var member)) here = member;
            else if (here.ValueKind == JsonValueKind.Array && int.TryParse(part, out var index) && index < here.GetArrayLength()) here = here[index];
            else return null;
        }

        return here;
    }

    private static string Short(JsonElement? value, string colour)
    {
        if (value is not { } element) return "";
        var text = element.GetRawText();
        return $"[{colour}]{Markup.Escape(text.Length <= Longest ? text : text[..Longest] + "…")}[/]";
    }
}
