using QueueAgents.Samples.DocsAudit;
using Xunit;

namespace QueueAgents.Unit.DocsAudit;

public sealed class MarkdownFilesTests : IDisposable
{
    private readonly DocsFolder _docs = new();

    public void Dispose() => _docs.Dispose();

    [Fact]
    public void Markdown_files_come_in_ordinal_order_with_forward_slashes()
    {
        _docs.With("b.md").With("a/z.markdown").With("a-b.md").With("B.MD").With("code.cs");

        Assert.Equal(["B.MD", "a-b.md", "a/z.markdown", "b.md"], _docs.Find().Paths);
    }

    [Theory]
    [InlineData("bin/x.md")]
    [InlineData("src/obj/x.md")]
    [InlineData("node_modules/p/README.md")]
    [InlineData(".git/x.md")]
    [InlineData("docs/.cache/x.md")]
    public void Build_output_packages_and_dot_folders_are_skipped(string path)
    {
        Assert.Empty(_docs.With(path).Find().Paths);
    }

    [Fact]
    public void A_folder_link_that_loops_is_not_followed()
    {
        _docs.With("docs/a.md");
        Directory.CreateSymbolicLink(Path.Combine(_docs.Root, "docs", "again"), _docs.Root);

        Assert.Equal(["docs/a.md"], _docs.Find().Paths);
    }

    [Fact]
    public void A_file_link_to_elsewhere_is_not_audited()
    {
        _docs.With("a.md");
        File.CreateSymbolicLink(Path.Combine(_docs.Root, "secret.md"), "/etc/hostname");

        Assert.Equal(["a.md"], _docs.Find().Paths);
    }

    [Fact]
    public void Beyond_the_limit_the_same_files_are_kept_and_the_cut_is_told()
    {
        _docs.With("a/1.md").With("a/2.md").With("b/3.md").With("0.md");

        var found = _docs.Find(maxFiles: 3);

        Assert.Equal(["0.md", "a/1.md", "a/2.md"], found.Paths);
        Assert.Equal("too-many-files", Assert.Single(found.Findings).Rule);
    }

    [Fact]
    public void Exactly_the_limit_is_not_a_cut()
    {
        var found = _docs.With("1.md").With("2.md").Find(maxFiles: 2);

        Assert.Equal(2, found.Paths.Count);
        Assert.Empty(found.Findings);
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_refused()
    {
        var nowhere = Path.Combine(_docs.Root, "nowhere");

        Assert.Throws<DirectoryNotFoundException>(() => MarkdownFiles.Find(nowhere, TestContext.Current.CancellationToken));
    }
}
