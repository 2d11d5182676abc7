using System.Diagnostics;
using System.Diagnostics.Metrics;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>Spans and measures of a worker; the source and the meter are both named <c>QueueAgents</c>.</summary>
internal static class Telemetry
{
    public const string Name = "QueueAgents";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("queueagents.step.duration", "s", "How long an attempt of a step ran.");
    private static readonly Histogram<double> Wait = Meter.CreateHistogram<double>("queueagents.step.wait", "s", "How long an attempt lay in its queue, by the clocks of two machines.");

    public static Counter<long> ClaimsRefused { get; } = Meter.CreateCounter<long>("queueagents.claims.refused", "{claim}", "Claims of a step the door refused.");

    public static UpDownCounter<long> InFlight { get; } = Meter.CreateUpDownCounter<long>("queueagents.steps.in_flight", "{step}", "Steps this worker runs now.");

    /// <summary>A span under the one of its dispatch.</summary>
    public static Activity? Begin(Attempt attempt)
    {
        if (!Source.HasListeners()) return null;
        var order = attempt.Order;
        var parent = ActivityContext.TryParse(attempt.Trace, null, isRemote: true, out var trace) ? trace : default;
        var activity = Source.StartActivity($"invoke_agent {order.Agent}", ActivityKind.Consumer, parent);
        activity?
            .SetTag("gen_ai.operation.name", "invoke_agent")
            .SetTag("gen_ai.agent.name", order.Agent)
            .SetTag("queueagents.run_id", order.RunId)
            .SetTag("queueagents.seq", order.Seq)
            .SetTag("queueagents.attempt", order.Attempt)
            .SetTag("queueagents.step", order.Step);
        return activity;
    }

    public static void Began(Attempt attempt)
        => Wait.Record(Math.Max((attempt.CameAt - attempt.SentAt).TotalSeconds, 0), new KeyValuePair<string, object?>("agent", attempt.Order.Agent));

    public static void Ended(ExecuteStep order, string outcome, TimeSpan took) => Duration.Record(
        took.TotalSeconds,
        new("agent", order.Agent),
        new KeyValuePair<string, object?>("step", order.Step),
        new KeyValuePair<string, object?>("outcome", outcome));
}
