using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Transport;
using Xunit;

namespace QueueAgents.Unit.Worker;

public class ClaimTests
{
    private static readonly ExecuteStep Order = new() { Seq = 2, Kind = StepKind.Sequential, Step = "Begin", State = Json.Of("x") };

    private readonly EndingTests.Pace _pace = new();

    [Fact]
    public async Task A_short_step_asks_the_door_nothing()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _pace);

        _pace.Go.Set();
        await worker.Send(Order);

        await worker.Outcome<StepCompleted>();
        Assert.False(worker.Door.Heard.Reader.TryRead(out _));
    }

    [Fact]
    public async Task After_a_second_it_is_claimed_and_every_beat_holds_it()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _pace);
        var order = await worker.Send(Order);
        await _pace.Entered.Wait(TestContext.Current.CancellationToken);

        worker.Time.Advance(TimeSpan.FromSeconds(1));
        var claim = await worker.Heard<ClaimStep>();
        Assert.Equal((order.RunId, order.Seq, order.Attempt, order.Nonce, worker.Instance), (claim.RunId, claim.Seq, claim.Attempt, claim.Nonce, claim.Instance));

        var beat = await worker.Heard<WorkerBeat>(() => worker.Time.Advance(TimeSpan.FromSeconds(10)), beat => beat.Holds.Count > 0);
        Assert.Equal(new HeldStep(order.RunId, order.Seq, order.Attempt, order.Nonce), Assert.Single(beat.Holds));
        _pace.Go.Set();
        await worker.Outcome<StepCompleted>();
    }

    [Fact]
    public async Task Refused_while_it_runs_it_is_cancelled_and_reports_nothing()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _pace);
        await worker.Send(Order);
        await _pace.Entered.Wait(TestContext.Current.CancellationToken);

        worker.Door.Refuses = true;
        worker.Time.Advance(TimeSpan.FromSeconds(1));
        await _pace.Cancelled.Wait(TestContext.Current.CancellationToken);

        _pace.Go.Set();
        var next = await worker.Send(Order);
        Assert.Equal(next.RunId, (await worker.Outcome<StepCompleted>()).RunId);
    }

    [Fact]
    public async Task One_that_must_be_claimed_first_runs_when_it_is_granted()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _pace);

        _pace.Go.Set();
        await worker.Send(Order with { ClaimFirst = true });

        await worker.Heard<ClaimStep>();
        await worker.Outcome<StepCompleted>();
    }

    [Fact]
    public async Task One_that_must_be_claimed_first_is_dropped_when_it_is_refused()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _pace);

        worker.Door.Refuses = true;
        _pace.Go.Set();
        await worker.Send(Order with { ClaimFirst = true });
        await worker.Heard<ClaimStep>();

        var next = await worker.Send(Order);
        Assert.Equal(next.RunId, (await worker.Outcome<StepCompleted>()).RunId);
    }

    [Fact]
    public async Task A_long_step_is_claimed_before_it_runs()
    {
        await using var worker = await TestWorker.Start<Agent>(options => options.HoldLimit = TimeSpan.FromMinutes(5), _pace);

        _pace.Go.Set();
        await worker.Send(Order);

        await worker.Heard<ClaimStep>();
        await worker.Outcome<StepCompleted>();
    }

    [Fact]
    public async Task The_same_attempt_delivered_twice_runs_once_at_a_time()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _pace);
        var order = await worker.Send(Order);
        await _pace.Entered.Wait(TestContext.Current.CancellationToken);

        var copy = worker.Redeliver(order);
        _pace.Go.Set();
        await worker.Outcome<StepCompleted>();
        Assert.Equal(Verdict.Done, await copy);

        _pace.Go.Set();
        var next = await worker.Send(Order);
        Assert.Equal(next.RunId, (await worker.Outcome<StepCompleted>()).RunId);
    }

    private sealed class Agent(EndingTests.Pace pace) : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        public async Task<Next> Begin(StepContext<string> step, CancellationToken token)
        {
            pace.Entered.Set();
            try
            {
                await pace.Go.Wait(token);
                return Next.Complete("done");
            }
            catch (OperationCanceledException)
            {
                pace.Cancelled.Set();
                throw;
            }
        }
    }
}
