using System.Text.RegularExpressions;
using QueueAgents.Unit.Architecture;
using Xunit;

namespace QueueAgents.Unit.Readme;

/// <summary>
/// Every block of C# in the README stands, line by line, in a file of this folder, which the compiler has read. A block that compares
/// unequal is to be changed there as well.
/// </summary>
public sealed partial class ReadmeTests
{
    private static readonly string[][] Sources =
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "tests/QueueAgents.Unit/Readme"), "*.cs").Select(file => Lines(File.ReadAllText(file)))];

    public static TheoryData<int, string> Blocks()
    {
        var blocks = new TheoryData<int, string>();
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");
        foreach (Match block in Block().Matches(readme)) blocks.Add(readme.AsSpan(0, block.Index).Count('\n') + 1, block.Groups[1].Value);
        return blocks;
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Each_block_of_the_readme_is_compiled(int line, string block)
    {
        var wanted = Lines(block);
        Assert.True(wanted.Length > 0 && Sources.Any(source => Holds(source, wanted)), $"README.md, line {line}: no file of tests/QueueAgents.Unit/Readme has this block.\n{block}");
    }

    private static bool Holds(string[] source, string[] wanted)
        => Enumerable.Range(0, Math.Max(source.Length - wanted.Length + 1, 0)).Any(place => source.AsSpan(place, wanted.Length).SequenceEqual(wanted));

    /// <summary>Without indentation and empty lines, which depend on the place.</summary>
    private static string[] Lines(string text) => [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();
}
