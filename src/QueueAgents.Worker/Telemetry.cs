using System.Diagnostics;
using System.Diagnostics.Metrics;
using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>Spans and measures of a worker; the source and the meter are both named <c>QueueAgents</c>.</summary>
internal static class Telemetry
{
    private static readonly ActivitySource Source = new(GenAi.Source);
    private static readonly Meter Meter = new(GenAi.Source);
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
        var activity = Source.StartActivity($"{GenAi.InvokeAgent} {order.Agent}", ActivityKind.Consumer, parent);
        activity?
            .SetTag(GenAi.OperationName, GenAi.InvokeAgent)
            .SetTag(GenAi.AgentName, order.Agent)
            .SetTag(GenAi.ConversationId, order.RunId)
            .SetTag(GenAi.RunId, order.RunId)
            .SetTag(GenAi.Seq, order.Seq)
            .SetTag(GenAi.Attempt, order.Attempt)
            .SetTag(GenAi.Step, order.Step);
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
