using QueueAgents.TestFleet;

namespace QueueAgents.Chaos.Fleet;

/// <summary>What a fleet under test is made of. Times are short, so that recovery can be watched.</summary>
internal sealed record FleetPlan(Uri Broker, string Connection)
{
    public int Servers { get; init; } = 1;

    public int Workers { get; init; } = 1;

    public string Serves { get; init; } = $"{Errand.Name},{ErrandLeg.Name}";

    /// <summary>Where servers believe the broker is.</summary>
    public Uri BrokerOfServers { get; init; } = Broker;

    /// <summary>Three of these after a commit, whoever lives sends what was not confirmed.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>More environment for servers.</summary>
    public IReadOnlyDictionary<string, string?> ServerSettings { get; init; } = new Dictionary<string, string?>();

    /// <summary>More environment for workers.</summary>
    public IReadOnlyDictionary<string, string?> WorkerSettings { get; init; } = new Dictionary<string, string?>();

    /// <param name="connection">The way to the database, where it is not everybody's.</param>
    public Dictionary<string, string?> ServerEnvironment(string? connection = null) => new(ServerSettings)
    {
        ["QueueAgents__Broker"] = BrokerOfServers.AbsoluteUri,
        ["QueueAgents__Connection"] = connection ?? Connection,
        ["QueueAgents__Lease"] = $"{Lease:c}",
        ["QueueAgents__QueueWait"] = "00:00:30",
        ["QueueAgents__SendTimeout"] = $"{SendTimeout:c}",
        ["QueueAgents__SweepEvery"] = "00:00:00.250",
        ["QueueAgents__LogLevel"] = "Warning",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        ["DOTNET_TieredPGO"] = "0",
    };

    public Dictionary<string, string?> WorkerEnvironment(string serves, int ledger) => new(WorkerSettings)
    {
        [WorkerProcess.Serves] = serves,
        [WorkerProcess.LedgerPort] = $"{ledger}",
        ["QueueAgents__Broker"] = Broker.AbsoluteUri,
        ["QueueAgents__ClaimAfter"] = "00:00:00.300",
        ["QueueAgents__BeatEvery"] = "00:00:01",
        ["QueueAgents__HelloEvery"] = "00:00:10",
        ["QueueAgents__DoorTimeout"] = "00:00:05",
        ["QueueAgents__SendTimeout"] = "00:00:05",
        ["Logging__LogLevel__Default"] = "Warning",
        ["DOTNET_TieredPGO"] = "0",
    };
}
