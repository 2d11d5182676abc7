using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Contracts;
using QueueAgents.Http.Events;
using QueueAgents.TestNodes;
using Xunit;
using static QueueAgents.EndToEnd.Http.Requests;

namespace QueueAgents.EndToEnd.Http;

/// <summary>Many who watch, and one who does not read.</summary>
public sealed class CrowdTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_clients_watch_at_once_and_all_see_the_end()
    {
        await using var fleet = await HttpFleet.StartAsync(TalkingAgents.Add);
        Guid[] runs = [.. await Task.WhenAll(Enumerable.Range(0, 10).Select(i => fleet.Client.StartAsync("greeter", $"\"{i}\"")))];
        foreach (var run in runs) await fleet.Client.ReachesAsync(run, RunState.Waiting);
        using var crowd = new HttpClient { BaseAddress = fleet.Address, Timeout = TimeSpan.FromMinutes(5) };

        var open = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watchers = Enumerable.Range(0, 1_000).Select(i => Task.Run(async () =>
        {
            var seen = 0;
            await foreach (var one in Events.Open(crowd, runs[i % runs.Length]))
            {
                Assert.Equal(++seen, one.Version);
                if (one.Data.GetProperty("to").GetString() == "waiting") Interlocked.Increment(ref open);
                if (one.Data.GetProperty("to").GetString() == "cancelled") return true;
            }

            return false;
        }, Ct)).ToList();
        await Eventually.Async("a thousand watch", () => Volatile.Read(ref open) == 1_000, TimeSpan.FromSeconds(90), () => $"{open}");
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1_000;

        var clock = Stopwatch.StartNew();
        await Task.WhenAll(runs.Select(run => fleet.Client.OkAsync(Post($"/v1/runs/{run}/cancel"), HttpStatusCode.Accepted)));
        Assert.All(await Task.WhenAll(watchers), Assert.True);
        TestContext.Current.SendDiagnosticMessage($"1,000 streams: {each / 1024} KiB each, client included; all saw the end after {clock.Elapsed.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task A_client_that_never_reads_is_cut_off_and_holds_up_nobody()
    {
        await using var fleet = await HttpFleet.StartAsync(TalkingAgents.Add, new Dictionary<string, string?> { ["QueueAgents:Http:ReadWithin"] = "00:00:02" }, Narrow);
        var run = await fleet.Client.StartAsync("chatter", "800");
        await fleet.Fleet.WaitAsync(run, Ct);

        using var raw = await RawClient.ConnectAsync(fleet.Address);
        await raw.BeginAsync($"GET /v1/runs/{run}/events HTTP/1.1", "");
        var streams = fleet.Services.GetRequiredService<OpenStreams>();
        await Eventually.Async("it is there", () => streams.Count == 1);
        Assert.True((await Events.Open(fleet.Client, run).ToListAsync(Ct)).Count > 800);

        await Eventually.Async("it is cut off", () => streams.Count == 0);
        Assert.DoesNotContain("\"to\":\"completed\"", await raw.ReadToEndAsync(Ct), StringComparison.Ordinal);
    }

    /// <summary>So little between server and client that not reading is felt soon.</summary>
    private static void Narrow(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder) => builder.Services.Configure<SocketTransportOptions>(sockets =>
        sockets.CreateBoundListenSocket = endpoint =>
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.SendBufferSize = 4 << 10;
            return socket;
        });
}
