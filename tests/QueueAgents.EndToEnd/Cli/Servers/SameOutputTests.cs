using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Cli.Servers;

/// <summary>Of a run one sees the same, byte for byte, whether it is read from the store or asked of a server.</summary>
public sealed class SameOutputTests
{
    [Fact]
    public async Task What_a_server_is_asked_reads_as_what_is_in_the_store()
    {
        using var pages = new Pages(3);
        pages.Write("broken.md", "# Brøken & <b>\"quoted\"</b>\n\n[nowhere](nowhere.md)\n");
        await using var fleet = await DevFleet.StartAsync(pages.Store);
        var started = await CommandLine.HereAsync("run", "start", "docs-audit", pages.Docs, "--tag", "team=nörth", "--key", "k 1", "--server", fleet.Url, "-o", "name");
        Assert.Equal((0, ""), (started.Exit, started.Error.Contains("error:", StringComparison.Ordinal) ? started.Error : ""));
        var run = started.Out.Trim();

        string[][] commands =
        [
            ["run", "list"], ["run", "list", "--state", "completed", "--agent", "docs-audit", "--tag", "team=nörth", "--key", "k 1", "--since", "1h"], ["run", "list", "--state", "failed"],
            ["run", "show", run], ["run", "show", run, "--all"], ["run", "show", run[..13]], ["run", "watch", run], ["run", "diff", run], ["run", "diff", run, "0", "1"],
            ["agent", "list"], ["worker", "list"],
        ];
        foreach (var command in commands)
            foreach (var format in new[] { "table", "json", "jsonl", "name" })
                await SameAsync(command, format, pages.Store, fleet.Url);
    }

    /// <summary>Asked again where a moment has passed between the two.</summary>
    private static async Task SameAsync(string[] command, string format, string store, string url)
    {
        (Ran Local, Ran Server) both = default;
        await Eventually.Async(
            $"the same of {string.Join(' ', command)} -o {format}",
            async () =>
            {
                both = (await CommandLine.HereAsync([.. command, "-o", format, "--store", store]), await CommandLine.HereAsync([.. command, "-o", format, "--server", url]));
                return both.Local == both.Server && both.Local.Exit == 0;
            },
            describe: () => $"{both.Local}\n{both.Server}");
    }
}
