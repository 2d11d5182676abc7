using System.Diagnostics;
using QueueAgents.Orchestration.Sending;

namespace QueueAgents.Orchestration.Runs;

/// <summary>Why something is decided: the message's id, and the trace it belongs to.</summary>
internal sealed record Cause(Guid MessageId, ActivityContext Trace = default)
{
    /// <summary>Of a worker that would go on, with this run or else with another; null where nobody offers to.</summary>
    public Offer? Offer { get; init; }

    public string? TraceId => Trace.TraceId == default ? null : Trace.TraceId.ToHexString();

    /// <summary>W3C traceparent, to be stored with what comes of it.</summary>
    public string? TraceParent => Trace.TraceId == default ? null : $"00-{Trace.TraceId.ToHexString()}-{Trace.SpanId.ToHexString()}-{(int)Trace.TraceFlags:x2}";
}
