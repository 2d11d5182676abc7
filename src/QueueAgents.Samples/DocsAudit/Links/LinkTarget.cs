using QueueAgents.Samples.DocsAudit.Parsing;

namespace QueueAgents.Samples.DocsAudit.Links;

internal enum TargetKind
{
    /// <summary>The link names nothing.</summary>
    Empty,

    /// <summary>On the web, at the root of a site, or filled in by a template: not ours to check.</summary>
    Elsewhere,

    /// <summary>Above the audited folder.</summary>
    Outside,

    Missing,
    Folder,
    File,
}

/// <summary>Where a link leads.</summary>
/// <param name="Kind">What stands there.</param>
/// <param name="Path">Path relative to the audited folder; empty when there is none.</param>
/// <param name="Fragment">The decoded part after <c>#</c>; empty when there is none.</param>
internal sealed record LinkTarget(TargetKind Kind, string Path = "", string Fragment = "");

internal sealed record ResolvedLink(Link Link, LinkTarget Target);
