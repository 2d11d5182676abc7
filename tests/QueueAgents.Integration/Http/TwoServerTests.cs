using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Contracts;
using QueueAgents.Integration.PostgreSql;
using QueueAgents.Orchestration.Watching;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.Http;

/// <summary>Two servers on one database: what one commits, the other's watchers see.</summary>
public sealed class TwoServerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_on_one_server_shows_what_the_other_commits()
    {
        await using var database = await MigratedDatabase.CreateAsync(Ct);
        var broker = new Uri($"amqp://guest:guest@127.0.0.1:{Ports.Free()}/");
        await using var one = await WebServer.StartAsync(database.ConnectionString, broker);
        await using var other = await WebServer.StartAsync(database.ConnectionString, broker);
        var run = await one.SubmitAsync("ticket");

        var seen = new List<int>();
        var slowest = TimeSpan.Zero;
        var clock = Stopwatch.StartNew();
        await foreach (var item in SseParser.Create(await other.Client.GetStreamAsync($"/v1/runs/{run}/events", Ct)).EnumerateAsync(Ct))
        {
            seen.Add(JsonElement.Parse(item.Data).GetProperty("version").GetInt32());
            if (seen.Count > 1 && clock.Elapsed > slowest) slowest = clock.Elapsed;
            clock.Restart();
            if (seen.Count < 6) await one.PostAsync($"/v1/runs/{run}/{(seen.Count % 2 == 1 ? "pause" : "resume")}");
            else if (seen.Count == 6) await one.PostAsync($"/v1/runs/{run}/cancel");
        }

        Assert.Equal(Enumerable.Range(1, 7), seen);
        TestContext.Current.SendDiagnosticMessage($"The other server's commits were seen after {slowest.TotalSeconds:0.00} s at most.");
        Assert.True(slowest < TimeSpan.FromSeconds(10), $"The slowest took {slowest}.");
    }

    [Fact]
    public async Task Who_waits_on_one_server_hears_of_the_end_on_the_other()
    {
        await using var database = await MigratedDatabase.CreateAsync(Ct);
        var broker = new Uri($"amqp://guest:guest@127.0.0.1:{Ports.Free()}/");
        await using var one = await WebServer.StartAsync(database.ConnectionString, broker);
        await using var other = await WebServer.StartAsync(database.ConnectionString, broker);
        var run = await one.SubmitAsync("ticket");

        var end = other.Services.GetRequiredService<RunWatch>().UntilAsync(run, now => !now.IsOpen, Ct);
        await one.PostAsync($"/v1/runs/{run}/cancel");

        Assert.Equal(RunState.Cancelled, (await end.WaitAsync(TimeSpan.FromSeconds(30), Ct))!.State);
    }
}
