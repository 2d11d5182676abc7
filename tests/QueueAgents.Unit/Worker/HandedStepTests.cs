using System.Threading.Channels;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Transport;
using QueueAgents.Worker;
using Xunit;

namespace QueueAgents.Unit.Worker;

/// <summary>A step that comes with the answer to the one before.</summary>
public class HandedStepTests
{
    private static readonly ExecuteStep First = new()
    {
        RunId = Guid.NewGuid(), Seq = 1, Attempt = 1, Nonce = Guid.NewGuid(), Agent = "agent", StateVersion = 1, Kind = StepKind.Sequential, Step = "Begin", State = Json.Of("x"),
    };

    private static readonly ExecuteStep Second = First with { Seq = 2, Nonce = Guid.NewGuid() };

    private readonly EndingTests.Pace _pace = new();
    private readonly Channel<(int Seq, string? Room)> _reports = Channel.CreateUnbounded<(int, string?)>();

    [Fact]
    public async Task It_is_run_and_no_queue_has_seen_it()
    {
        await using var worker = await Start();
        _pace.Go.Set();
        _pace.Go.Set();

        Assert.Equal(Verdict.Done, await worker.HandOver(First));

        Assert.Equal((1, Queues.Step("agent", 1)), await Reported());
        Assert.Equal((2, Queues.Step("agent", 1)), await Reported());
        Assert.False(worker.Door.Heard.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_worker_with_one_place_keeps_it_for_nobody()
    {
        await using var worker = await Start(options => options.Concurrency = 1);
        _pace.Go.Set();

        await worker.HandOver(First);

        Assert.Equal((1, null), await Reported());
    }

    [Fact]
    public async Task A_worker_that_leaves_ends_what_it_was_given_and_asks_for_no_more()
    {
        Task leaves = Task.CompletedTask;
        await using var worker = await Start();
        worker.Lane.Answer = message =>
        {
            if (message.Completed!.Seq == 1) leaves = worker.Stop();
            return Answer(message);
        };
        _pace.Go.Set();
        _pace.Go.Set();

        await worker.HandOver(First);
        await leaves;

        Assert.Equal((1, Queues.Step("agent", 1)), await Reported());
        Assert.Equal((2, null), await Reported());
    }

    [Fact]
    public async Task R3_one_that_was_long_on_its_way_is_left_to_its_queue()
    {
        await using var worker = await Start();
        worker.Lane.Answer = message =>
        {
            worker.Time.Advance(Handing.TakenWithin);
            return Answer(message);
        };
        _pace.Go.Set();
        _pace.Go.Set();

        await worker.HandOver(First);
        await worker.HandOver(First with { Seq = 3 });

        Assert.Equal(1, (await Reported()).Seq);
        Assert.Equal(3, (await Reported()).Seq);
    }

    [Fact]
    public async Task It_is_claimed_before_the_server_sends_it_again()
    {
        await using var worker = await Start(options => options.ClaimAfter = TimeSpan.FromSeconds(20));
        _pace.Go.Set();
        await worker.HandOver(First);
        await _pace.Entered.Wait(TestContext.Current.CancellationToken);
        await _pace.Entered.Wait(TestContext.Current.CancellationToken);

        worker.Time.Advance(Handing.ClaimedAfter);
        var claim = await worker.Heard<ClaimStep>();

        Assert.Equal((Second.RunId, Second.Seq, Second.Nonce), (claim.RunId, claim.Seq, claim.Nonce));
        _pace.Go.Set();
        Assert.Equal(1, (await Reported()).Seq);
        Assert.Equal(2, (await Reported()).Seq);
    }

    private async Task<TestWorker> Start(Action<WorkerOptions>? options = null)
    {
        var worker = await TestWorker.Start<Agent>(options, _pace);
        worker.Lane.Answer = Answer;
        return worker;
    }

    private Task<SentBack> Answer(StepMessage message)
    {
        var seq = message.Completed!.Seq;
        _reports.Writer.TryWrite((seq, message.Room));
        return Task.FromResult(new SentBack(Done: true, seq == 1 && message.Room is not null ? new StepMessage { Id = Guid.NewGuid(), Execute = Second } : null));
    }

    private Task<(int Seq, string? Room)> Reported() => _reports.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(90));

    private sealed class Agent(EndingTests.Pace pace) : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        public async Task<Next> Begin(StepContext<string> step, CancellationToken token)
        {
            pace.Entered.Set();
            await pace.Go.Wait(token);
            return Next.Complete("done");
        }
    }
}
