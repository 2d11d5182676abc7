using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace QueueAgents.Orchestration.Telemetry;

/// <summary>What the server measures and traces, under the name <c>QueueAgents</c>.</summary>
internal static class Meters
{
    public const string Name = "QueueAgents";

    public static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Transitions = Meter.CreateCounter<long>("queueagents.transitions", description: "Committed transitions, by event and target state.");
    public static readonly Counter<long> Ignored = Meter.CreateCounter<long>("queueagents.messages.ignored", description: "Messages that changed nothing, by why: stale, already, …");
    public static readonly Counter<long> Conflicts = Meter.CreateCounter<long>("queueagents.commit.conflicts", description: "Runs that had changed under a decision.");
    public static readonly Counter<long> Resent = Meter.CreateCounter<long>("queueagents.resent", description: "Messages that were overdue and are sent, by kind.");
    public static readonly Counter<long> LeasesLost = Meter.CreateCounter<long>("queueagents.leases.lost", description: "Leases that expired.");
    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>("queueagents.commit.runs", "{run}", "Runs in one commit; its count is the number of commits.");
    private static readonly Histogram<double> CommitTime = Meter.CreateHistogram<double>("queueagents.commit.duration", "s", "How long one commit took.");

    public static void Committed(int runs, TimeSpan took)
    {
        BatchSize.Record(runs);
        CommitTime.Record(took.TotalSeconds);
    }
}
