using QueueAgents.Samples.DocsAudit.Links;
using QueueAgents.Samples.DocsAudit.Parsing;

namespace QueueAgents.Samples.DocsAudit.Rules;

/// <summary>One question asked of every page.</summary>
internal interface IRule
{
    /// <summary>Kebab-case name, part of the report's vocabulary.</summary>
    string Id { get; }

    Severity Severity { get; }

    IEnumerable<Problem> Check(AuditedPage audited);
}

/// <summary>A page with its links followed.</summary>
internal sealed record AuditedPage(string File, Page Page, IReadOnlyList<ResolvedLink> Links);

/// <summary>A finding before it knows its rule and file.</summary>
internal readonly record struct Problem(int Line, string Message)
{
    public Finding By(IRule rule, string file) => new(file, Line, rule.Id, rule.Severity, Message);
}
