using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Worker;

/// <summary>An operator lets a worker leave.</summary>
public class DrainTests
{
    private static readonly ExecuteStep Step = new() { Seq = 2, Kind = StepKind.Sequential, Step = "Finish", State = Json.Of("x") };

    private readonly Pace _pace = new();

    [Fact]
    public async Task A_drained_worker_says_that_it_serves_nothing_finishes_what_it_runs_and_leaves()
    {
        await using var worker = await TestWorker.Start<Slow>(null, _pace);
        var leaves = worker.Leaves();
        var order = await worker.Send(Step);
        await _pace.Entered.Wait(TestContext.Current.CancellationToken);

        await worker.Drain(worker.Instance);

        Assert.Equal(1, (await worker.Heard<WorkerBeat>()).InFlight);
        Assert.Empty((await worker.Heard<WorkerHello>()).Agents);
        Assert.False(leaves.IsCompleted, "It left while a step ran.");
        _pace.Go.Set();
        Assert.Equal(order.RunId, (await worker.Outcome<StepCompleted>()).RunId);
        Assert.Equal(0, (await worker.Heard<WorkerBeat>()).InFlight);
        await leaves;
        await worker.Stop();
        Assert.Equal(worker.Instance, (await worker.Heard<WorkerGoodbye>()).Instance);
    }

    [Fact]
    public async Task It_takes_no_step_that_comes_after()
    {
        await using var worker = await TestWorker.Start<Slow>(options => options.StopWhenDrained = false, _pace);
        await worker.Drain(worker.Instance);
        Assert.Empty((await worker.Heard<WorkerHello>()).Agents);

        await worker.Send(Step);
        _pace.Go.Set();

        for (var beats = 0; beats < 3; beats++)
            Assert.Equal(0, (await worker.Heard<WorkerBeat>(() => worker.Time.Advance(TimeSpan.FromSeconds(10)), _ => true)).InFlight);
        Assert.False(worker.Door.Outcomes.Reader.TryRead(out _), "It ran a step.");
    }

    [Fact]
    public async Task A_worker_that_shall_stay_stays_and_goes_on_saying_that_it_drains()
    {
        await using var worker = await TestWorker.Start<Slow>(options => options.StopWhenDrained = false, _pace);
        var leaves = worker.Leaves();

        await worker.Drain(worker.Instance);
        await worker.Drain(worker.Instance);

        Assert.Empty((await worker.Heard<WorkerHello>()).Agents);
        Assert.Empty((await worker.Heard<WorkerHello>(() => worker.Time.Advance(TimeSpan.FromMinutes(1)), _ => true)).Agents);
        Assert.False(leaves.IsCompleted, "It left.");
    }

    [Fact]
    public async Task Another_one_goes_on()
    {
        await using var worker = await TestWorker.Start<Slow>(null, _pace);

        await worker.Drain("another");
        var order = await worker.Send(Step);
        await _pace.Entered.Wait(TestContext.Current.CancellationToken);
        _pace.Go.Set();

        Assert.Equal(order.RunId, (await worker.Outcome<StepCompleted>()).RunId);
        Assert.NotEmpty((await worker.Heard<WorkerHello>(() => worker.Time.Advance(TimeSpan.FromMinutes(1)), _ => true)).Agents);
    }

    internal sealed class Pace
    {
        public Signal Entered { get; } = new();
        public Signal Go { get; } = new();
    }

    private sealed class Slow(Pace pace) : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;
        public Next Begin(StepContext<string> step) => Next.Complete("begun");

        public async Task<Next> Finish(StepContext<string> step)
        {
            pace.Entered.Set();
            await pace.Go.Wait();
            return Next.Complete("finished");
        }
    }
}
