using System.Globalization;
using System.Text.Json;
using QueueAgents.Cli.Follow;
using QueueAgents.Cli.Output;
using QueueAgents.Contracts;
using QueueAgents.Http.Views;
using QueueAgents.Samples.DocsAudit;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace QueueAgents.Cli.DocsAudit;

/// <summary>An audit of Markdown: files, findings, a report.</summary>
internal sealed class DocsAuditFace : IAgentFace
{
    private int _files;
    private int _errors;
    private int _warnings;
    private int _infos;

    public string Parts => "files";

    public string? SoFar => _files > 0 ? $"{Counts(_errors, _warnings, _infos)} [grey]so far[/]" : null;

    public void Take(AttemptView ended)
    {
        if (ended.Step != nameof(DocsAuditAgent.Audit) || Read<FileAudit>(ended.Result) is not { } audit) return;
        _files++;
        _errors += audit.Findings.Count(finding => finding.Severity == Severity.Error);
        _warnings += audit.Findings.Count(finding => finding.Severity == Severity.Warning);
        _infos += audit.Findings.Count(finding => finding.Severity == Severity.Info);
    }

    public IRenderable Result(JsonElement? result)
    {
        if (Read<DocsAuditResult>(result) is not { } audit) return new PlainFace().Result(result);
        var totals = audit.Totals;
        List<IRenderable> parts = [Line($"{Number(totals.Files)} files, {Number(totals.Lines)} lines, {Number(totals.Links)} links: {Counts(totals.Errors, totals.Warnings, totals.Infos)}")];
        if (audit.Rules.Count > 0) parts.Add(Spaced(Rules(audit.Rules)));
        if (audit.WorstFiles.Count > 0) parts.Add(Spaced(Files(audit.WorstFiles)));
        parts.Add(Spaced(Tables.Facts(("Report", Markup.Escape(audit.Markdown)), ("As JSON", Markup.Escape(audit.Json)))));
        return new Rows(parts);
    }

    private static Table Rules(IEnumerable<RuleTotal> rules)
    {
        var table = Tables.Of("RULE", "SEVERITY", ">FINDINGS", ">FILES");
        foreach (var rule in rules)
            table.AddRow(Markup.Escape(rule.Rule), $"[{Colour(rule.Severity)}]{rule.Severity.ToString().ToLowerInvariant()}[/]", Number(rule.Findings), Number(rule.Files));
        return table;
    }

    private static Table Files(IEnumerable<WorstFile> files)
    {
        var table = Tables.Of("WORST FILES", ">ERRORS", ">WARNINGS", ">INFOS");
        foreach (var file in files) table.AddRow(Markup.Escape(file.File), Count(file.Errors, "red"), Count(file.Warnings, "yellow"), Count(file.Infos, "blue"));
        return table;
    }

    private static string Counts(int errors, int warnings, int infos)
        => errors + warnings + infos == 0 ? "[green]no findings[/]"
            : $"{Count(errors, "red")} {Plural(errors, "error")} · {Count(warnings, "yellow")} {Plural(warnings, "warning")} · {Count(infos, "blue")} {Plural(infos, "info")}";

    private static string Count(int count, string colour) => count == 0 ? "[grey]0[/]" : $"[{colour}]{Number(count)}[/]";

    private static string Plural(int count, string noun) => count == 1 ? noun : $"{noun}s";

    private static string Colour(Severity severity) => severity switch { Severity.Error => "red", Severity.Warning => "yellow", _ => "blue" };

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static Padder Spaced(IRenderable part) => new(part, new Padding(0, 1, 0, 0));

    private static Markup Line(string markup) => new(markup);

    private static T? Read<T>(JsonElement? json) where T : class
    {
        try
        {
            return json?.Deserialize<T>(Json.Options);
        }
        catch (JsonException)
        {
            return null; // Another release's; it is shown as it is.
        }
    }
}
