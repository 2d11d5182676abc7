using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Worker;

/// <summary>Steps that end before their author thought they would.</summary>
public class EndingTests
{
    private static readonly ExecuteStep First = new() { Kind = StepKind.First, Step = "Begin", State = Json.Of("x") };
    private static readonly ExecuteStep Later = new() { Seq = 2, Kind = StepKind.Sequential, State = Json.Of("x") };

    private readonly Pace _pace = new();

    [Fact]
    public async Task A_superseded_attempt_is_cancelled_and_reports_nothing()
    {
        await using var worker = await TestWorker.Start<Slow>(null, _pace);
        var order = await worker.Send(Later with { Step = "Wait" });
        await _pace.Entered.Wait(TestContext.Current.CancellationToken);

        await worker.Supersede(order);
        await _pace.Cancelled.Wait(TestContext.Current.CancellationToken);

        var next = await worker.Send(First);
        Assert.Equal(next.RunId, (await worker.Outcome<StepCompleted>()).RunId);
    }

    [Fact]
    public async Task A_step_that_takes_too_long_is_cancelled_and_may_be_repeated()
    {
        await using var worker = await TestWorker.Start<Slow>(null, _pace);
        await worker.Send(Later with { Step = "Wait" });
        await _pace.Entered.Wait(TestContext.Current.CancellationToken);

        worker.Time.Advance(TimeSpan.FromMinutes(10));

        var failed = await worker.Outcome<StepFailed>();
        Assert.Equal(("timeout", true), (failed.Error.Type, failed.Retryable));
        await _pace.Cancelled.Wait(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_step_that_does_not_look_at_its_token_is_given_up()
    {
        await using var worker = await TestWorker.Start<Slow>(null, _pace);
        await worker.Send(Later with { Step = "Deaf" });
        await _pace.Entered.Wait(TestContext.Current.CancellationToken);

        worker.Time.Advance(TimeSpan.FromMinutes(10));
        worker.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("timeout", (await worker.Outcome<StepFailed>()).Error.Type);
        _pace.Go.Set();
    }

    [Fact]
    public async Task A_step_without_its_heartbeat_is_cancelled_and_may_be_repeated()
    {
        await using var worker = await TestWorker.Start<Slow>(null, _pace);
        await worker.Send(Later with { Step = "Beating" });

        for (var beat = 0; beat < 3; beat++)
        {
            await _pace.Entered.Wait(TestContext.Current.CancellationToken);
            worker.Time.Advance(TimeSpan.FromSeconds(20));
            _pace.Go.Set();
        }

        await _pace.Entered.Wait(TestContext.Current.CancellationToken);
        worker.Time.Advance(TimeSpan.FromSeconds(31));

        var failed = await worker.Outcome<StepFailed>();
        Assert.Equal(("heartbeat", true), (failed.Error.Type, failed.Retryable));
    }

    [Fact]
    public async Task A_runs_deadline_ends_its_step_for_good()
    {
        await using var worker = await TestWorker.Start<Slow>(null, _pace);
        await worker.Send(Later with { Step = "Wait", Deadline = worker.Time.GetUtcNow() + TimeSpan.FromSeconds(5) });
        await _pace.Entered.Wait(TestContext.Current.CancellationToken);

        worker.Time.Advance(TimeSpan.FromSeconds(5));

        var failed = await worker.Outcome<StepFailed>();
        Assert.Equal(("deadline", false), (failed.Error.Type, failed.Retryable));
    }

    [Fact]
    public async Task A_worker_that_stops_lets_its_steps_end_and_says_goodbye()
    {
        await using var worker = await TestWorker.Start<Slow>(null, _pace);
        await worker.Send(Later with { Step = "Finish" });
        await _pace.Entered.Wait(TestContext.Current.CancellationToken);

        var stopped = worker.Stop();
        _pace.Go.Set();

        await worker.Outcome<StepCompleted>();
        Assert.Equal(worker.Instance, (await worker.Heard<WorkerGoodbye>()).Instance);
        await stopped;
    }

    [Fact]
    public async Task One_limit_holds_over_all_agents_of_the_process()
    {
        await using var worker = await TestWorker.Start(
            w => w.Add<Slow>("agent").Add<Slow>("other").Configure(options => options.Concurrency = 1), _pace);
        await worker.Send(Later with { Step = "Finish" });
        await _pace.Entered.Wait(TestContext.Current.CancellationToken);

        var second = await worker.Send(Later with { Step = "Finish", Agent = "other" });
        await worker.Heard<WorkerBeat>(() => worker.Time.Advance(TimeSpan.FromSeconds(10)), beat => beat.InFlight == 1);
        _pace.Go.Set();
        await worker.Outcome<StepCompleted>();
        await _pace.Entered.Wait(TestContext.Current.CancellationToken);
        _pace.Go.Set();
        Assert.Equal(second.RunId, (await worker.Outcome<StepCompleted>()).RunId);
    }

    internal sealed class Pace
    {
        public int Begun;
        public Signal Entered { get; } = new();
        public Signal Cancelled { get; } = new();
        public Signal Go { get; } = new();
    }

    private sealed class Slow(Pace pace) : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;
        public Next Begin(StepContext<string> step) => Next.Complete("begun");

        public async Task<Next> Wait(StepContext<string> step, CancellationToken token)
        {
            pace.Entered.Set();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
                return Next.Complete("");
            }
            finally
            {
                pace.Cancelled.Set();
            }
        }

        public async Task<Next> Finish(StepContext<string> step)
        {
            pace.Entered.Set();
            await pace.Go.Wait();
            return Next.Complete("finished");
        }

        public Next Deaf(StepContext<string> step)
        {
            pace.Entered.Set();
            pace.Go.Wait().GetAwaiter().GetResult();
            return Next.Complete("late");
        }

        [Step(Heartbeat = "00:00:30")]
        public async Task<Next> Beating(StepContext<string> step, CancellationToken token)
        {
            while (true)
            {
                step.Heartbeat();
                pace.Entered.Set();
                await pace.Go.Wait(token);
            }
        }
    }
}
