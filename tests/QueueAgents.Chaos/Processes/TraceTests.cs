using System.Diagnostics;
using QueueAgents.Chaos.Fleet;
using QueueAgents.Contracts;
using QueueAgents.TestFleet;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Chaos.Processes;

/// <summary>One trace from whoever submits, through server and worker, and back.</summary>
public sealed class TraceTests(Nodes nodes)
{
    private const string Name = "QueueAgents.Chaos.Submitter";

    private static readonly ActivitySource Submitter = new(Name);

    [Fact]
    public async Task Every_transition_of_a_run_belongs_to_the_trace_of_its_submission()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Name or "MassTransit",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var fleet = await RunningFleet.StartAsync(new FleetPlan(await nodes.VirtualHostAsync(), await nodes.DatabaseAsync())
        {
            Serves = Echo.Name,
            // Nobody is there; that somebody should be told is what makes a server trace.
            ServerSettings = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{Ports.Free()}" },
        });

        using var submission = Submitter.StartActivity("submit")!;
        var run = await fleet.Client.SubmitAsync(new SubmitRun { RunId = Guid.CreateVersion7(), Agent = Echo.Name, Input = Json.Of("traced") });
        await fleet.UntilAsync(run, RunState.Completed);

        var traces = await fleet.RowsAsync("select event, trace_id from transition where run_id = $1 order by version", run);
        Assert.Equal(["SubmitRun", "StepCompleted", "StepCompleted"], traces.Select(row => row.Split(" | ")[0]));
        Assert.All(traces, row => Assert.Equal(submission.TraceId.ToHexString(), row.Split(" | ")[1]));
    }
}
