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
    private readonly Channel<StepMessage> _others = Channel.CreateUnbounded<StepMessage>();

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
    public async Task It_may_be_the_first_of_another_run_and_come_after_the_answer()
    {
        var other = Second with { RunId = Guid.NewGuid(), Seq = 1 };
        await using var worker = await StartAndDoFirst();
        _pace.Go.Set();

        worker.Lane.Late!(new StepMessage { Id = Guid.NewGuid(), Execute = other });

        Assert.Equal(other.RunId, (await Told()).Completed!.RunId);
    }

    [Fact]
    public async Task R9_one_that_finds_no_place_goes_back_and_has_not_begun()
    {
        await using var worker = await StartAndDoFirst(options => options.Concurrency = 2);
        await _pace.Entered.Wait(TestContext.Current.CancellationToken);

        List<Task> busy = [worker.HandOver(First with { RunId = Guid.NewGuid() }), worker.HandOver(First with { RunId = Guid.NewGuid() })];
        foreach (var _ in busy) await _pace.Entered.Wait(TestContext.Current.CancellationToken);
        worker.Lane.Late!(new StepMessage { Id = Guid.NewGuid(), Execute = Second });

        Assert.Equal(Second, (await Told()).Execute);
        foreach (var _ in busy) _pace.Go.Set();
        await Task.WhenAll(busy);
        Assert.Equal(3, Volatile.Read(ref _pace.Begun));
    }

    [Fact]
    public async Task R9_a_long_one_goes_back_because_it_must_be_claimed_first()
    {
        var slow = Second with { Step = nameof(Agent.Slow) };
        await using var worker = await Start();
        worker.Lane.Answer = message => message.Execute is null
            ? Task.FromResult(new SentBack(Done: true, new StepMessage { Id = Guid.NewGuid(), Execute = slow })) : AnswerAlone(message);
        _pace.Go.Set();

        await worker.HandOver(First);

        Assert.Equal(slow, (await Told()).Execute);
        Assert.Equal(1, Volatile.Read(ref _pace.Begun));
    }

    [Fact]
    public async Task R9_one_that_comes_to_a_worker_that_is_leaving_goes_back()
    {
        await using var worker = await StartAndDoFirst();

        await worker.Stop();
        worker.Lane.Late!(new StepMessage { Id = Guid.NewGuid(), Execute = Second });

        Assert.Equal(Second, (await Told()).Execute);
    }

    [Fact]
    public async Task R9_a_worker_that_leaves_stays_until_no_server_gives_it_one_any_more()
    {
        await using var worker = await Start();
        var answered = 0L;
        worker.Lane.Answer = message =>
        {
            answered = TimeProvider.System.GetTimestamp();
            return AnswerAlone(message);
        };
        _pace.Go.Set();
        await worker.HandOver(First);

        await worker.Stop();

        Assert.True(TimeProvider.System.GetElapsedTime(answered) >= Handing.OfferedFor);
    }

    [Fact]
    public async Task R3_one_that_comes_long_after_the_answer_is_left_to_its_queue()
    {
        await using var worker = await StartAndDoFirst();
        _pace.Go.Set();

        var late = worker.Lane.Late!;
        worker.Time.Advance(Handing.TakenWithin);
        late(new StepMessage { Id = Guid.NewGuid(), Execute = Second });
        await worker.HandOver(First with { Seq = 3 });

        Assert.Equal(3, (await Reported()).Seq);
        Assert.False(_others.Reader.TryRead(out _), "It went back.");
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

    /// <summary>A worker that has done a step, and was given nothing with the answer.</summary>
    private async Task<TestWorker> StartAndDoFirst(Action<WorkerOptions>? options = null)
    {
        var worker = await Start(options);
        worker.Lane.Answer = AnswerAlone;
        _pace.Go.Set();
        await worker.HandOver(First);
        Assert.Equal(1, (await Reported()).Seq);
        return worker;
    }

    private Task<SentBack> Answer(StepMessage message)
    {
        var seq = message.Completed!.Seq;
        _reports.Writer.TryWrite((seq, message.Room));
        return Task.FromResult(new SentBack(Done: true, seq == 1 && message.Room is not null ? new StepMessage { Id = Guid.NewGuid(), Execute = Second } : null));
    }

    /// <summary>Nothing comes with the answer.</summary>
    private Task<SentBack> AnswerAlone(StepMessage message)
    {
        if (message.Completed is { RunId: var run } && run == First.RunId) _reports.Writer.TryWrite((message.Completed.Seq, message.Room));
        else _others.Writer.TryWrite(message);
        return Task.FromResult(new SentBack(Done: true));
    }

    private Task<StepMessage> Told() => _others.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(90));

    private Task<(int Seq, string? Room)> Reported() => _reports.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(90));

    private sealed class Agent(EndingTests.Pace pace) : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        public async Task<Next> Begin(StepContext<string> step, CancellationToken token)
        {
            Interlocked.Increment(ref pace.Begun);
            pace.Entered.Set();
            await pace.Go.Wait(token);
            return Next.Complete("done");
        }

        [Step(Timeout = "01:00:00")]
        public Task<Next> Slow(StepContext<string> step, CancellationToken token) => Begin(step, token);
    }
}
