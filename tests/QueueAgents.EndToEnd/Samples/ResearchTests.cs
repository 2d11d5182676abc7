using System.Text.Json;
using QueueAgents.EndToEnd.Cli;
using QueueAgents.EndToEnd.Cli.Servers;
using QueueAgents.Samples.Research;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Samples;

/// <summary>The sample on <c>queueagents dev</c>: it asks, is answered, and reads a folder by child runs.</summary>
public sealed class ResearchTests
{
    [Fact]
    public async Task A_question_is_answered_and_the_report_quotes_the_files()
    {
        using var folder = new TempFolder("research");
        Directory.CreateDirectory(folder.File("docs"));
        for (var page = 1; page <= 6; page++) File.WriteAllText(folder.File($"docs/page-{page}.md"), $"# Page {page}\n\nThe lighthouse has {page} lamps.\n");
        await using var dev = await DevFleet.StartAsync(folder.File("runs.db"), library: folder.File("docs"));
        Task<Ran> RunAsync(params string[] args) => CommandLine.HereAsync([.. args, "--server", dev.Url]);

        var run = (await RunAsync("run", "start", "research", "--input", """{"topic":"lighthouse"}""", "--detach", "-o", "name")).Out.Trim();
        await Eventually.Async("the question", async () => (await RunAsync("request", "list", "--run", run)).Out.Contains("Who will read the report on lighthouse?", StringComparison.Ordinal));
        Assert.Equal(0, (await RunAsync("run", "answer", run, "\"sailors\"")).Exit);

        var end = JsonElement.Parse((await RunAsync("run", "watch", run, "-o", "json")).Out);
        var report = end.GetProperty("result").Deserialize<ResearchReport>(Contracts.Json.Options)!;
        Assert.Equal(("sailors", 6), (report.Audience, report.Findings.Count));
        Assert.Equal("The lighthouse has 4 lamps.", Assert.Single(report.Findings[3].Quotes).Text);
    }
}
