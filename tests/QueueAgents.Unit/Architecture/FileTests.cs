using Xunit;

namespace QueueAgents.Unit.Architecture;

public sealed class FileTests
{
    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        var long_ = Repository.Sources("src").Concat(Repository.Sources("tests")).Select(f => (File: f, Lines: File.ReadLines(f).Count())).Where(f => f.Lines > 400);
        Assert.Empty(long_.Select(f => $"{Path.GetRelativePath(Repository.Root, f.File)}: {f.Lines} lines"));
    }

    [Fact]
    public void Half_of_all_source_files_have_at_most_80_lines()
    {
        var lines = Repository.Sources("src").Select(f => File.ReadLines(f).Count()).Order().ToArray();
        Assert.InRange(lines[lines.Length / 2], 1, 80);
    }

    [Fact]
    public void The_top_level_shows_only_what_a_newcomer_needs()
    {
        string[] known =
        [
            "src", "tests", "compose", "QueueAgents.sln", "Directory.Packages.props", "Directory.Build.props", "global.json", "README.md", "LICENSE",
        ];
        var entries = Directory.EnumerateFileSystemEntries(Repository.Root).Select(Path.GetFileName).Where(n => n is not null and not ("TestResults" or "bin" or "obj") && !n.StartsWith('.'));
        Assert.All(entries, entry => Assert.Contains(entry, known));
    }
}
