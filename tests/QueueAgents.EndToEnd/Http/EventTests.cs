using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using QueueAgents.Contracts;
using Xunit;
using static QueueAgents.EndToEnd.Http.Requests;

namespace QueueAgents.EndToEnd.Http;

/// <summary>The stream of a run's transitions.</summary>
public sealed class EventTests(TalkingFleet fleet) : IClassFixture<TalkingFleet>
{
    private HttpClient Client => fleet.Http.Client;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_has_every_transition_once_and_ends_with_the_run()
    {
        var run = await Client.StartAsync("chatter", "250");
        var events = await Events.Open(Client, run).ToListAsync(Ct);

        var history = await HistoryAsync(run);
        Assert.Equal(Enumerable.Range(1, history.Count), events.Select(e => e.Version));
        Assert.Equal(history, events.Select(e => e.Data.ToString()));
        Assert.Equal("completed", events[^1].Data.GetProperty("to").GetString());
    }

    [Fact]
    public async Task A_client_that_loses_its_connection_again_and_again_misses_nothing()
    {
        var run = await Client.StartAsync("chatter", "200");
        List<int> seen = [];
        for (var connections = 1; seen.Count == 0 || connections < 1_000; connections++)
        {
            var before = seen.Count;
            await foreach (var one in Events.Open(Client, run, seen.LastOrDefault()))
            {
                seen.Add(one.Version);
                if (seen.Count - before == 1 + connections % 17) break; // The connection is dropped with whatever is on its way.
            }

            if (seen.Count == before) break;
        }

        Assert.Equal(Enumerable.Range(1, (await HistoryAsync(run)).Count), seen);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_run_that_has_ended()
    {
        var run = await Client.StartAsync("chatter", "1");
        var version = (await Client.ReachesAsync(run, RunState.Completed)).GetProperty("version").GetInt32();
        using var response = await Client.SendAsync(Get($"/v1/runs/{run}/events").With("Last-Event-ID", $"{version}"), Ct);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task The_stream_of_a_failed_run_goes_on_when_it_is_retried()
    {
        var run = await Client.StartAsync("breaker", "\"Ada\"");
        var failures = 0;
        await foreach (var one in Events.Open(Client, run))
        {
            if (one.Data.GetProperty("to").GetString() != "failed") continue;
            if (++failures == 2) return;
            await Client.OkAsync(Post($"/v1/runs/{run}/retry"), HttpStatusCode.Accepted);
        }

        Assert.Fail("The stream has ended.");
    }

    [Fact]
    public async Task A_stream_begins_with_when_to_come_back_and_is_not_buffered_on_its_way()
    {
        var run = await Client.StartAsync("nobody");
        using var raw = await RawClient.ConnectAsync(fleet.Http.Address);
        await raw.BeginAsync($"GET /v1/runs/{run}/events HTTP/1.1", "");
        var text = await raw.ReadUntilAsync("id: 1\nevent: transition\ndata: {", Ct);
        Assert.Contains("Content-Type: text/event-stream", text, StringComparison.Ordinal);
        Assert.Contains("X-Accel-Buffering: no", text, StringComparison.Ordinal);
        Assert.Contains("Cache-Control: no-store", text, StringComparison.Ordinal);
        Assert.Contains("retry: 2000\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_has_nothing_to_say_says_so()
    {
        await using var quick = await HttpFleet.StartAsync(TalkingAgents.Add, new Dictionary<string, string?> { ["QueueAgents:Http:Heartbeat"] = "00:00:00.200" });
        var run = await quick.Client.StartAsync("nobody");
        using var raw = await RawClient.ConnectAsync(quick.Address);
        await raw.BeginAsync($"GET /v1/runs/{run}/events HTTP/1.1", "Last-Event-ID: 1", "");
        await raw.ReadUntilAsync("\n:\n\n", Ct);
    }

    [Fact]
    public async Task One_stream_more_than_there_may_be_is_refused_until_another_ends()
    {
        await using var small = await HttpFleet.StartAsync(TalkingAgents.Add, new Dictionary<string, string?> { ["QueueAgents:Http:MaxStreams"] = "2" });
        var run = await small.Client.StartAsync("nobody");
        var first = await small.Client.GetAsync($"/v1/runs/{run}/events", HttpCompletionOption.ResponseHeadersRead, Ct);
        using var second = await small.Client.GetAsync($"/v1/runs/{run}/events", HttpCompletionOption.ResponseHeadersRead, Ct);
        await small.Client.RefusedAsync(Get($"/v1/runs/{run}/events"), HttpStatusCode.ServiceUnavailable, "too-many-streams");

        first.Dispose();
        await TestNodes.Eventually.Async("a place is free", async () =>
        {
            using var third = await small.Client.GetAsync($"/v1/runs/{run}/events", HttpCompletionOption.ResponseHeadersRead, Ct);
            return third.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task A_server_that_stops_ends_its_streams_and_does_not_wait_for_them()
    {
        await using var stopping = await HttpFleet.StartAsync(TalkingAgents.Add);
        var run = await stopping.Client.StartAsync("nobody");
        await using var events = Events.Open(stopping.Client, run).GetAsyncEnumerator(Ct);
        Assert.True(await events.MoveNextAsync());

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var stopped = stopping.StopAsync();
        Assert.False(await events.MoveNextAsync());
        await stopped;
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(4), $"It took {clock.Elapsed}; the host gives up after 5 s.");
    }

    private async Task<List<string>> HistoryAsync(Guid run)
    {
        List<string> found = [];
        for (int? after = 0; after is not null;)
        {
            var page = await Client.OkAsync($"/v1/runs/{run}/transitions?limit=70&after={after}");
            found.AddRange(page.GetProperty("transitions").EnumerateArray().Select(t => t.ToString()));
            after = page.TryGetProperty("next", out var next) ? next.GetInt32() : null;
        }

        return found;
    }
}

/// <summary>A client that reads events.</summary>
internal static class Events
{
    internal sealed record Event(int Version, JsonElement Data);

    public static async IAsyncEnumerable<Event> Open(HttpClient client, Guid run, int last = 0)
    {
        var ct = TestContext.Current.CancellationToken;
        var request = Get($"/v1/runs/{run}/events");
        if (last > 0) request.With("Last-Event-ID", $"{last}");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.StatusCode == HttpStatusCode.NoContent) yield break;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(ct)).EnumerateAsync(ct))
        {
            Assert.Equal("transition", item.EventType);
            yield return new(int.Parse(item.EventId!, System.Globalization.CultureInfo.InvariantCulture), JsonElement.Parse(item.Data));
        }
    }
}
