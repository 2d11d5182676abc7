using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Recovery;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Telemetry;

/// <summary>
/// How the fleet stands, from its rows: every server says the same, so a dashboard takes the greatest and not the sum. Nothing is read
/// while nobody listens.
/// </summary>
internal sealed class FleetGauges : Loop
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private static readonly RunState[] Open = [RunState.Queued, RunState.Running, RunState.Waiting, RunState.Paused, RunState.Parked];

    private readonly IRunReader reader;
    private readonly FleetClock clock;
    private readonly QueueWait queueWait;
    private readonly Meter meter = new(Meters.Name);
    private readonly ObservableGauge<int> runs;
    private volatile FleetSample? last;

    public FleetGauges(IRunReader reader, FleetClock clock, QueueWait queueWait, TimeProvider time, ILogger<FleetGauges> log) : base(Every, time, log)
    {
        (this.reader, this.clock, this.queueWait) = (reader, clock, queueWait);
        runs = meter.CreateObservableGauge("queueagents.runs", RunsByState, "{run}", "Runs that have not ended, by state.");
        Gauge("queueagents.steps.unserved", "{step}", "Steps that find no worker.", s => s.Unserved);
        Gauge("queueagents.outbox.messages", "{message}", "Stored messages the broker has not confirmed.", s => s.Outbox);
        Gauge("queueagents.outbox.lag", "s", "How long the oldest stored message is overdue.", s => Late(s.FirstOutboxDue));
        Gauge("queueagents.timer.lag", "s", "How long the oldest timer is overdue.", s => Late(s.FirstWake));
        Gauge("queueagents.queue.age", "s", "How long the oldest confirmed step has waited for a worker.", s => Late(s.FirstSentDue - queueWait.Limit));
    }

    protected override async Task<bool> OnceAsync(CancellationToken ct)
    {
        if (runs.Enabled) last = await reader.SampleAsync(ct);
        return false;
    }

    public override void Dispose()
    {
        meter.Dispose();
        base.Dispose();
    }

    private void Gauge(string name, string unit, string description, Func<FleetSample, double> read)
        => meter.CreateObservableGauge(name, () => last is { } sample ? [new Measurement<double>(read(sample))] : Array.Empty<Measurement<double>>(), unit, description);

    private IEnumerable<Measurement<int>> RunsByState()
        => last is { } sample ? [.. Open.Select(state => new Measurement<int>(sample.Runs.GetValueOrDefault(state), new KeyValuePair<string, object?>("state", state.ToString())))] : [];

    private double Late(DateTimeOffset? since) => since < clock.Now ? (clock.Now - since.Value).TotalSeconds : 0;
}
