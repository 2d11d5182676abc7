using QueueAgents.Samples.DocsAudit.Links;
using QueueAgents.Samples.DocsAudit.Parsing;
using QueueAgents.Samples.DocsAudit.Rules;

namespace QueueAgents.Samples.DocsAudit;

/// <summary>
/// Audits the files of one folder. It remembers the anchors of the files it has seen, so one auditor for a batch is cheaper
/// than one per file; it may be shared between threads.
/// </summary>
internal sealed class FileAuditor
{
    /// <summary>An audit travels in a message, so even one of a file that is wrong in every line stays small.</summary>
    public const int MaxFindings = 500;

    private readonly string _root;
    private readonly AnchorIndex _anchors;
    private readonly LinkResolver _links;
    private readonly IReadOnlyList<IRule> _rules;

    public FileAuditor(string root)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _anchors = new AnchorIndex(_root);
        _links = new LinkResolver(_root);
        _rules =
        [
            new BrokenLink(_root),
            new BrokenAnchor(_anchors),
            new OutsideLink(),
            new EmptyLink(),
            new MissingTitle(),
            new SecondTitle(),
            new HeadingJump(),
            new DuplicateHeading(),
            new CodeFenceLanguage(),
        ];
    }

    /// <param name="file">Path relative to the root, with <c>/</c> separators.</param>
    public FileAudit Audit(string file)
    {
        if (_links.Resolve(file: "", Uri.EscapeDataString(file)).Kind is TargetKind.Outside)
        {
            throw new ArgumentException($"The file is not in the audited folder: {file}", nameof(file));
        }

        return PageFile.TryParse(Path.Combine(_root, file), out var page, out var problem)
            ? Audit(file, page)
            : FileAudit.Skipped(file, problem);
    }

    private FileAudit Audit(string file, Page page)
    {
        _anchors.Remember(file, page.Anchors);
        var links = page.Links.Select(link => new ResolvedLink(link, _links.Resolve(file, link.Url))).ToList();
        var audited = new AuditedPage(file, page, links);

        var findings = _rules
            .SelectMany(rule => rule.Check(audited), (rule, problem) => problem.By(rule, file))
            .InReportOrder()
            .ToList();

        return new FileAudit(file, page.Lines, page.Words, page.LinkCount, TooManyFindings.Cut(file, findings, MaxFindings));
    }
}
