using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Runs;
using QueueAgents.Contracts;
using QueueAgents.Samples.DocsAudit;
using QueueAgents.Samples.DocsAudit.Reporting;

namespace QueueAgents.Cli.DocsAudit;

/// <summary><c>run start docs-audit [FOLDER]</c>: the audit with words of its own instead of JSON.</summary>
internal static class DocsAuditCommand
{
    public static Command Create(Globals globals)
    {
        var folder = new Argument<string?>("FOLDER")
        {
            Description = "The folder to audit [default: the repository around the current folder, or the folder itself]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var output = new Option<string?>("--output") { Description = "Where the report goes [default: a folder beside the store]", HelpName = "FOLDER" };
        var start = new StartOptions();
        var command = new DocumentedCommand(DocsAuditAgent.Name, "Audit a folder of Markdown: broken links, missing titles, heading jumps and more")
        {
            Examples =
            [
                new("the repository around the current folder", "queueagents run start docs-audit"),
                new("another folder, with the report where it is wanted", "queueagents run start docs-audit ~/site/docs --output /tmp/audit"),
                new("how many errors there are", "queueagents run start docs-audit -o json | jq .result.totals.errors"),
            ],
        };
        command.Add(folder);
        command.Add(output);
        start.AddTo(command);
        globals.Run(command, async (call, ct) =>
        {
            await using var fleet = call.OpenFleet();
            if (call.Get(start.Input) is not null)
            {
                if (call.Get(folder) is not null || call.Get(output) is not null) throw RefusedException.Usage("Give either --input or FOLDER and --output, not both.");
                return await Starter.RunAsync(call, fleet, await start.OrderAsync(call, DocsAuditAgent.Name, ct), ct);
            }

            var audited = Path.TrimEndingDirectorySeparator(Path.GetFullPath(call.Get(folder) ?? Repository(Environment.CurrentDirectory)));
            // With a server, folders are those of its workers.
            if (call.IsLocal && !Directory.Exists(audited)) throw RefusedException.NotFound($"There is no folder {audited}.");
            var input = new DocsAuditInput(audited, call.IsLocal || call.Get(output) is not null ? Output(audited, call.Get(output), call.Store) : null);
            return await Starter.RunAsync(call, fleet, await start.OrderAsync(call, DocsAuditAgent.Name, Json.Of(input), ct), ct);
        });
        return command;
    }

    private static string Output(string audited, string? given, string store)
    {
        if (given is null)
        {
            var beside = ReportFolder.In(Path.GetDirectoryName(store)!, audited);
            return MarkdownFiles.Covers(audited, beside) ? ReportFolder.Of(audited) : beside;
        }

        var output = Path.GetFullPath(given);
        return MarkdownFiles.Covers(audited, output)
            ? throw RefusedException.Usage($"The report would become part of what it is about: {output} lies in {audited}.")
            : output;
    }

    /// <summary>The nearest folder upwards that is a repository; the folder itself where there is none.</summary>
    private static string Repository(string folder)
    {
        for (var above = new DirectoryInfo(folder); above is not null; above = above.Parent)
            if (Path.Exists(Path.Combine(above.FullName, ".git"))) return above.FullName;
        return folder;
    }
}
