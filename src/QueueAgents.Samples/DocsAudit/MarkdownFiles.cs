using QueueAgents.Samples.DocsAudit.Rules;

namespace QueueAgents.Samples.DocsAudit;

/// <summary>The Markdown files of a folder, and what kept the search from seeing all of it.</summary>
/// <param name="Paths">Relative paths with <c>/</c> separators, in ordinal order.</param>
/// <param name="Findings">Subfolders that could not be listed, and the limit when it was reached.</param>
internal sealed record FoundFiles(IReadOnlyList<string> Paths, IReadOnlyList<Finding> Findings);

/// <summary>Finds the files worth auditing.</summary>
internal static class MarkdownFiles
{
    public const int MaxFiles = 10_000;

    private static readonly HashSet<string> SkippedFolders = new(StringComparer.OrdinalIgnoreCase) { "bin", "obj", "node_modules" };

    // A link can loop or leave the folder; what it points to inside the folder is found under its own name.
    private static readonly EnumerationOptions NoLinks = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    public static bool IsMarkdown(string path) =>
        Path.GetExtension(path).ToUpperInvariant() is ".MD" or ".MARKDOWN";

    /// <summary>Whether a file at this place would be found. Its folder need not exist.</summary>
    public static bool Covers(string folder, string place)
    {
        var relative = Path.GetRelativePath(folder, place);
        if (Path.IsPathRooted(relative)) return false;
        var names = relative.Split(Path.DirectorySeparatorChar);
        return relative == "." || (names[0] != ".." && Array.TrueForAll(names, IsWanted));
    }

    public static FoundFiles Find(string folder, CancellationToken cancellation) => Find(folder, MaxFiles, cancellation);

    public static FoundFiles Find(string folder, int maxFiles, CancellationToken cancellation)
    {
        var root = new DirectoryInfo(folder);
        if (!root.Exists)
        {
            throw new DirectoryNotFoundException($"The folder to audit does not exist: {folder}");
        }

        var paths = new List<string>();
        var findings = new List<Finding>();
        var pending = new Stack<(DirectoryInfo Folder, string Prefix)>([(root, "")]);

        while (paths.Count <= maxFiles && pending.TryPop(out var next))
        {
            cancellation.ThrowIfCancellationRequested();
            var entries = List(next.Folder, next.Prefix, findings);
            paths.AddRange(entries.OfType<FileInfo>().Where(file => IsMarkdown(file.Name)).Select(file => next.Prefix + file.Name));

            // Pushed last to first, so that a search cut short by the limit always keeps the same files.
            foreach (var child in entries.OfType<DirectoryInfo>().Where(child => IsWanted(child.Name)).Reverse())
            {
                pending.Push((child, $"{next.Prefix}{child.Name}/"));
            }
        }

        if (paths.Count > maxFiles)
        {
            findings.Add(TooManyFiles.Finding(maxFiles));
            paths.RemoveRange(maxFiles, paths.Count - maxFiles);
        }

        paths.Sort(StringComparer.Ordinal);
        return new FoundFiles(paths, findings);
    }

    private static bool IsWanted(string folder) => !folder.StartsWith('.') && !SkippedFolders.Contains(folder);

    private static List<FileSystemInfo> List(DirectoryInfo folder, string prefix, List<Finding> findings)
    {
        try
        {
            return [.. folder.EnumerateFileSystemInfos("*", NoLinks).OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            findings.Add(Unreadable.Finding(prefix.Length == 0 ? "." : prefix, "the folder cannot be listed"));
            return [];
        }
    }
}
