using System.Text.RegularExpressions;

namespace QueueAgents.Samples.DocsAudit.Links;

/// <summary>Finds out where the links of the files under one root lead. It looks at the disk, never at the network.</summary>
internal sealed partial class LinkResolver(string root)
{
    public LinkTarget Resolve(string file, string url)
    {
        url = url.Trim();
        if (url.Length == 0)
        {
            return new LinkTarget(TargetKind.Empty);
        }

        if (LeadsElsewhere().IsMatch(url))
        {
            return new LinkTarget(TargetKind.Elsewhere);
        }

        var (beforeFragment, fragment) = Split(url, '#');
        var (path, _) = Split(beforeFragment, '?');
        fragment = Uri.UnescapeDataString(fragment);

        return path.Length == 0
            ? new LinkTarget(TargetKind.File, file, fragment)
            : ResolvePath(file, Uri.UnescapeDataString(path), fragment);
    }

    private LinkTarget ResolvePath(string file, string path, string fragment)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return new LinkTarget(TargetKind.Missing, path, fragment);
        }

        var full = Path.GetFullPath(Path.Combine(root, Path.GetDirectoryName(file) ?? "", path));
        var relative = Path.GetRelativePath(root, full).Replace(Path.DirectorySeparatorChar, '/');

        return relative == ".." || relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative)
            ? new LinkTarget(TargetKind.Outside, relative, fragment)
            : new LinkTarget(KindOf(full), relative, fragment);
    }

    private static TargetKind KindOf(string path) =>
        File.Exists(path) ? TargetKind.File
        : Directory.Exists(path) ? TargetKind.Folder
        : TargetKind.Missing;

    private static (string Before, string After) Split(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }

    // A scheme, a site root (also DocFX's ~/), or a placeholder that a template engine fills in.
    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*:|^~?/|\{[{%]|\$\{", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LeadsElsewhere();
}
