namespace QueueAgents.Samples.Research;

/// <summary>Texts in a folder: <c>.md</c> and <c>.txt</c> files. Nothing outside it can be named, neither by <c>..</c> nor over a link.</summary>
public sealed class Library
{
    /// <summary>How large a file may be, in bytes; larger ones are not found.</summary>
    public const int MaxBytes = 256 * 1024;

    private static readonly string[] Texts = [".md", ".txt"];
    private static readonly EnumerationOptions Walk = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden };

    private readonly string _root;

    /// <param name="root">The folder.</param>
    public Library(string root)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
    }

    /// <summary>Files in which one of the words occurs, in the order of their names.</summary>
    /// <param name="folder">In the library; <c>.</c> = all of it.</param>
    /// <param name="words">Whatever their case.</param>
    /// <param name="most">How many.</param>
    /// <exception cref="FileNotFoundException">There is no such folder in the library.</exception>
    public IReadOnlyList<string> Find(string folder, IReadOnlyList<string> words, int most)
    {
        ArgumentNullException.ThrowIfNull(words);
        var place = Inside(folder);
        if (!Directory.Exists(place)) throw new FileNotFoundException($"There is no folder '{folder}' in the library.");
        return
        [
            .. new DirectoryInfo(place).EnumerateFiles("*", Walk)
                .Where(file => Texts.Contains(file.Extension, StringComparer.OrdinalIgnoreCase) && file.Length <= MaxBytes)
                .OrderBy(file => file.FullName, StringComparer.Ordinal)
                .Where(file => words.Any(word => File.ReadAllText(file.FullName).Contains(word, StringComparison.OrdinalIgnoreCase)))
                .Take(most)
                .Select(file => Path.GetRelativePath(_root, file.FullName)),
        ];
    }

    /// <summary>The lines of a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such text in the library.</exception>
    public IReadOnlyList<string> Lines(string file)
    {
        var place = new FileInfo(Inside(file));
        return place.Exists && place.Length <= MaxBytes && Texts.Contains(place.Extension, StringComparer.OrdinalIgnoreCase)
            ? File.ReadAllLines(place.FullName)
            : throw new FileNotFoundException($"There is no text '{file}' in the library.");
    }

    private string Inside(string path)
    {
        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, _root));
        for (var above = place; above is not null; above = Path.GetDirectoryName(above))
        {
            if (above == _root) return place;
            if (new FileInfo(above).LinkTarget is not null) break;
        }

        throw new FileNotFoundException($"'{path}' is not in the library.");
    }
}
