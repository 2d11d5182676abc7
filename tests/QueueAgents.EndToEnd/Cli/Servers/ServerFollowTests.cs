using System.Text.Json;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Cli.Servers;

/// <summary>Whoever follows a run of a server sees every transition once, whatever becomes of connections and servers meanwhile.</summary>
public sealed class ServerFollowTests
{
    [Fact]
    public async Task A_server_that_is_killed_and_started_again_is_waited_for_and_nothing_is_seen_twice()
    {
        using var pages = new Pages(300, sections: 40);
        await using var fleet = await DevFleet.StartAsync(pages.Store);
        await using var start = await CommandLine.StartAsync("run", "start", "docs-audit", pages.Docs, "--server", fleet.Url, "-o", "jsonl");
        await start.WaitForLine(line => line.Contains("\"version\":20,", StringComparison.Ordinal));

        await fleet.KillAsync();
        await start.WaitForLine(line => line.EndsWith("Trying again.", StringComparison.Ordinal));
        await fleet.StartAgainAsync();

        Assert.Equal(0, await start.WaitForExitAsync(TimeSpan.FromMinutes(2)));
        await CheckAsync(start.Tail(10_000), fleet.Url);
    }

    [Fact]
    public async Task Connections_that_break_again_and_again_are_made_again()
    {
        using var pages = new Pages(1_000, sections: 10);
        await using var fleet = await DevFleet.StartAsync(pages.Store);
        await using var proxy = TcpFaultProxy.To(fleet.Port);
        await using var start = await CommandLine.StartAsync("run", "start", "docs-audit", pages.Docs, "--server", $"http://127.0.0.1:{proxy.Port}", "-o", "jsonl");
        await start.WaitForLine(line => line.Contains("\"version\":2,", StringComparison.Ordinal));

        while (!start.HasExited && proxy.Cuts < 8)
        {
            var before = proxy.Cuts;
            proxy.CutAfter(2_000, ProxyDirection.ToClient);
            await Eventually.Async("a cut, or the end", () => start.HasExited || proxy.Cuts > before);
        }

        Assert.Equal(0, await start.WaitForExitAsync(TimeSpan.FromMinutes(2)));
        Assert.InRange(proxy.Cuts, 2, int.MaxValue);
        await CheckAsync(start.Tail(10_000), fleet.Url);
    }

    [Fact]
    public async Task Stopped_the_server_ends_in_order_and_the_run_goes_on_at_its_next_start()
    {
        using var pages = new Pages(300, sections: 40);
        await using var fleet = await DevFleet.StartAsync(pages.Store);
        await using var start = await CommandLine.StartAsync("run", "start", "docs-audit", pages.Docs, "--server", fleet.Url);
        await start.WaitForLine(line => line.StartsWith("Running: ", StringComparison.Ordinal));

        var (exit, said) = await fleet.StopAsync();
        await fleet.StartAgainAsync();

        Assert.Equal(0, exit);
        Assert.Contains("Stopping; what is open goes on at the next start.", said, StringComparison.Ordinal);
        Assert.Equal(0, await start.WaitForExitAsync(TimeSpan.FromMinutes(2)));
        Assert.Contains("300 files, ", start.Tail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupted_the_command_ends_and_the_run_goes_on()
    {
        using var pages = new Pages(300, sections: 40);
        await using var fleet = await DevFleet.StartAsync(pages.Store);
        await using var start = await CommandLine.StartAsync("run", "start", "docs-audit", pages.Docs, "--server", fleet.Url);
        await start.WaitForLine(line => line.StartsWith("Running: ", StringComparison.Ordinal));

        start.Terminate();

        Assert.Equal(130, await start.WaitForExitAsync());
        Assert.Contains("goes on. To follow it again: queueagents run watch", start.Tail(), StringComparison.Ordinal);
        var run = (await CommandLine.HereAsync("run", "list", "--server", fleet.Url, "-o", "name")).Out.Trim();
        Assert.Equal(0, (await CommandLine.HereAsync("run", "watch", run, "--server", fleet.Url)).Exit);
    }

    /// <summary>Each version once, in order, to the end, as the server has them.</summary>
    private static async Task CheckAsync(string said, string url)
    {
        var seen = said.Split('\n').Where(line => line.StartsWith("{\"runId\"", StringComparison.Ordinal)).ToList();
        using var last = JsonDocument.Parse(seen[^1]);
        Assert.Equal("completed", last.RootElement.GetProperty("to").GetString());
        var again = await CommandLine.HereAsync("run", "watch", last.RootElement.GetProperty("runId").GetString()!, "--server", url, "-o", "jsonl");
        Assert.Equal(again.Out.TrimEnd().Split('\n'), seen);
        Assert.Equal(Enumerable.Range(1, seen.Count), seen.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("version").GetInt32()));
    }
}
