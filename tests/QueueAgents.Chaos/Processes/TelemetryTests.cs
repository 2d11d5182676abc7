using QueueAgents.Chaos.Fleet;
using QueueAgents.Contracts;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Chaos.Processes;

/// <summary>What an operator's collector gets from a server and from the worker a user copies.</summary>
public sealed class TelemetryTests(Nodes nodes)
{
    private static readonly string[] OfServers =
    [
        "queueagents.runs", "queueagents.transitions", "queueagents.commit.runs", "queueagents.commit.duration", "queueagents.queue.age",
        "queueagents.outbox.lag", "queueagents.outbox.messages", "queueagents.timer.lag", "queueagents.steps.unserved",
    ];

    private static readonly string[] OfWorkers = ["queueagents.step.duration", "queueagents.step.wait", "queueagents.steps.in_flight"];

    [Fact]
    public async Task Traces_measures_and_logs_of_server_and_worker_reach_a_collector_and_hold_no_payload()
    {
        using var collector = new Collector();
        var pages = Directory.CreateTempSubdirectory("queueagents-canary-");
        await File.WriteAllTextAsync(Path.Combine(pages.FullName, "page.md"), "# A page", TestContext.Current.CancellationToken);
        var plan = new FleetPlan(await nodes.VirtualHostAsync(), await nodes.DatabaseAsync()) { Workers = 0, ServerSettings = collector.Settings("the-server") };
        await using var fleet = await RunningFleet.StartAsync(plan);
        await using var worker = await ChildProcess.StartAsync(new ChildStart("dotnet", Programs.SampleWorker)
        {
            Environment = new Dictionary<string, string?>(collector.Settings("the-worker")) { ["QueueAgents__Broker"] = plan.Broker.AbsoluteUri },
        });

        var run = await fleet.Client.SubmitAsync(new SubmitRun { RunId = Guid.CreateVersion7(), Agent = "docs-audit", Input = Json.Of(new { folder = pages.FullName }) });
        await fleet.UntilAsync(run, RunState.Completed);

        await Gets(collector, "/v1/metrics", "the-server", OfServers);
        await Gets(collector, "/v1/metrics", "the-worker", OfWorkers);
        await Gets(collector, "/v1/traces", "the-server", ["dispatch docs-audit", "publish RunCompleted"]);
        await Gets(collector, "/v1/traces", "the-worker", ["invoke_agent docs-audit"]);
        await Gets(collector, "/v1/logs", "the-worker", ["takes steps from"]);
        foreach (var service in new[] { "the-server", "the-worker" })
            foreach (var path in new[] { "/v1/metrics", "/v1/traces", "/v1/logs" })
                Assert.DoesNotContain("queueagents-canary-", collector.Sent(path, service), StringComparison.Ordinal);
        pages.Delete(recursive: true);
    }

    private static Task Gets(Collector collector, string path, string service, string[] words) => Eventually.Async(
        $"{service} to send {string.Join(", ", words)} to {path}",
        () => Task.FromResult(words.All(word => collector.Sent(path, service).Contains(word, StringComparison.Ordinal))),
        TimeSpan.FromSeconds(60),
        () => string.Join(", ", words.Where(word => !collector.Sent(path, service).Contains(word, StringComparison.Ordinal))) + " missing");
}
