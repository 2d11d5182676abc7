using QueueAgents.Chaos.Fleet;
using QueueAgents.Contracts;
using QueueAgents.TestFleet;
using Xunit;

namespace QueueAgents.Chaos.Input;

/// <summary>One server and one worker that all tests of bad input are rude to, one after the other: it must outlive them all.</summary>
public sealed class RudeFleet(Nodes nodes) : IAsyncLifetime
{
    public const string Tests = "bad input";

    internal const int MaxLost = 2;

    private Uri _broker = null!;

    internal RunningFleet Fleet { get; private set; } = null!;

    internal RawBroker Raw { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await nodes.VirtualHostAsync();
        Fleet = await RunningFleet.StartAsync(new FleetPlan(_broker, await nodes.DatabaseAsync())
        {
            Lease = TimeSpan.FromSeconds(2),
            Serves = string.Join(',', Echo.Name, Patient.Name, Brittle.Name),
            ServerSettings = new Dictionary<string, string?> { ["QueueAgents__Limits__MaxLost"] = $"{MaxLost}" },
        });
        Raw = await ConnectAsync();
    }

    /// <summary>Rows as they are now, to be compared with later.</summary>
    internal async Task<string> RowsAsync() => string.Join('\n', await Fleet.RowsAsync(
        "select r.id, r.state, r.version, r.document, (select count(*) from dispatch d where d.run_id = r.id) from run r order by r.id"));

    internal Task<RawBroker> ConnectAsync() => RawBroker.ConnectAsync(_broker);

    internal async Task<(int Ready, int Unacked)> DepthAsync(string queue)
    {
        var depth = (await (await nodes.BrokerAsync()).QueueDepths(_broker.AbsolutePath.Trim('/')))[queue];
        return (depth.Ready, depth.Unacked);
    }

    /// <summary>The fleet serves others as before.</summary>
    internal async Task StillServesAsync()
    {
        var run = await Fleet.Client.SubmitAsync(new SubmitRun { RunId = Guid.CreateVersion7(), Agent = Echo.Name, Input = Json.Of("still here") });
        await Fleet.UntilAsync(run, RunState.Completed);
        Assert.False(Fleet.Servers[0].HasExited);
        Assert.False(Fleet.Workers[0].HasExited);
    }

    public async ValueTask DisposeAsync()
    {
        if (Raw is not null) await Raw.DisposeAsync();
        if (Fleet is not null) await Fleet.DisposeAsync();
    }
}

[CollectionDefinition(RudeFleet.Tests)]
public sealed class RudeTests : ICollectionFixture<RudeFleet>;
