using System.Text.Json;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Cli.Servers;

/// <summary>Workers leave a fleet of processes in order, while it works.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task A_drained_worker_finishes_leaves_with_0_and_the_others_go_on()
    {
        using var pages = new Pages(400, sections: 60);
        await using var fleet = await BrokerFleet.StartAsync();
        var (leaving, name) = await fleet.WorkerAsync();
        var (_, staying) = await fleet.WorkerAsync();
        await using var run = await CommandLine.StartAsync("run", "start", "docs-audit", pages.Docs, "--server", fleet.Url, "-o", "jsonl");
        await run.WaitForLine(line => line.Contains($"\"worker\":\"{name}\"", StringComparison.Ordinal), TimeSpan.FromMinutes(2));

        var drained = await fleet.RunAsync("worker", "drain", name, "--wait");

        Assert.Equal((0, $"draining 0 steps under way · worker {name}\n"), (drained.Exit, drained.Out));
        Assert.Equal(0, await leaving.WaitForExitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains(" is drained", leaving.Tail(), StringComparison.Ordinal);
        Assert.Equal([staying], await fleet.WorkersAsync());
        Assert.Equal(0, await run.WaitForExitAsync(TimeSpan.FromMinutes(3)));
        Assert.Equal(3, (await fleet.RunAsync("worker", "drain", name)).Exit);
    }

    [Fact]
    public async Task One_that_is_to_stay_is_listed_as_draining_and_takes_nothing()
    {
        using var pages = new Pages(3);
        await using var fleet = await BrokerFleet.StartAsync();
        var (worker, name) = await fleet.WorkerAsync(("QueueAgents__StopWhenDrained", "false"));

        Assert.Equal(0, (await fleet.RunAsync("worker", "drain", name, "--wait")).Exit);

        var list = await fleet.RunAsync("worker", "list");
        Assert.Matches($"(?m)^{name} +draining +0 ", list.Out);
        var started = await fleet.RunAsync("run", "start", "docs-audit", pages.Docs, "--detach", "-o", "json");
        Assert.Equal("queued", JsonDocument.Parse(started.Out).RootElement.GetProperty("state").GetString());
        Assert.False(worker.HasExited, "It has left.");
        var (_, fresh) = await fleet.WorkerAsync();
        Assert.Equal(0, (await fleet.RunAsync("run", "watch", JsonDocument.Parse(started.Out).RootElement.GetProperty("id").GetString()!)).Exit);

        await fleet.StopBrokerAsync();
        var away = await fleet.RunAsync("worker", "drain", fresh);
        Assert.Equal((6, "error: The worker cannot be told now. Ask again in a moment.\n"), (away.Exit, away.Error));
    }
}
