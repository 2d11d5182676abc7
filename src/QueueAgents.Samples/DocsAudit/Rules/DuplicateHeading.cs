namespace QueueAgents.Samples.DocsAudit.Rules;

/// <summary>A heading with the text of another one under the same parent. "Fixed" in two releases of a changelog is fine.</summary>
internal sealed class DuplicateHeading : IRule
{
    private const int Levels = 6;

    public string Id => "duplicate-heading";

    public Severity Severity => Severity.Info;

    public IEnumerable<Problem> Check(AuditedPage audited)
    {
        var siblings = Enumerable.Range(0, Levels + 1)
            .Select(_ => new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase))
            .ToArray();

        foreach (var heading in audited.Page.Headings)
        {
            foreach (var children in siblings.Skip(heading.Level + 1))
            {
                children.Clear();
            }

            if (heading.Text.Length > 0 && !siblings[heading.Level].TryAdd(heading.Text, heading.Line))
            {
                var first = siblings[heading.Level][heading.Text];
                yield return new Problem(
                    heading.Line, $"{Quote.Of(heading.Text)} is also in line {first}; links need {Quote.Of("#" + heading.Anchor)}.");
            }
        }
    }
}
