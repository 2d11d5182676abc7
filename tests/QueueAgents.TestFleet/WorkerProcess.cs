using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QueueAgents.Samples.Refunds;
using QueueAgents.Worker;

namespace QueueAgents.TestFleet;

/// <summary>A worker as a user would write it; what it serves and where the ledger and the shop are come from the environment.</summary>
public static class WorkerProcess
{
    /// <summary>Names of agents, separated by commas.</summary>
    public const string Serves = "TESTFLEET_SERVES";

    public const string LedgerPort = "TESTFLEET_LEDGER";

    /// <summary>Where the shop is, for workers that serve refunds.</summary>
    public const string ShopPort = "TESTFLEET_SHOP";

    public static async Task<int> RunAsync()
    {
        using var traces = Traces();
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(new Ledger(int.Parse(builder.Configuration[LedgerPort] ?? "0", CultureInfo.InvariantCulture)));
        if (builder.Configuration[ShopPort] is { } shop) builder.Services.AddSingleton<IShop>(new RemoteShop(int.Parse(shop, CultureInfo.InvariantCulture)));
        builder.AddQueueAgentsWorker(worker =>
        {
            foreach (var agent in builder.Configuration[Serves]!.Split(',')) Serve(worker, agent);
        });
        using var host = builder.Build();
        await host.RunAsync();
        return 0;
    }

    /// <summary>Somebody who listens to traces, as an exporter would.</summary>
    private static ActivityListener Traces()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "QueueAgents" or "MassTransit",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static WorkerBuilder Serve(WorkerBuilder worker, string agent) => agent switch
    {
        Errand.Name => worker.Add<Errand>(agent),
        ErrandLeg.Name => worker.Add<ErrandLeg>(agent),
        Echo.Name or Echo.Late => worker.Add<Echo>(agent),
        Patient.Name => worker.Add<Patient>(agent),
        Brittle.Name => worker.Add<Brittle>(agent),
        RefundsAgent.Name => worker.AddRefunds(),
        Lethal.Name => worker.Add<Lethal>(agent),
        _ => throw new ArgumentException($"There is no test agent {agent}.", nameof(agent)),
    };
}
