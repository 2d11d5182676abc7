using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using Xunit;

namespace QueueAgents.Unit.Delivery;

/// <summary>What a server remembers of the runs it has committed saves reading them, and decides nothing by itself.</summary>
public sealed class KnownRunsTests : IAfterCommit
{
    private readonly ScriptedStore store = new();
    private readonly List<Dispatch> sent = [];
    private int reads;

    public KnownRunsTests() => store.Loading = requests => reads += requests.Count;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    void IAfterCommit.Committed(Chain chain, Cause cause) => sent.AddRange(chain.ToSend);

    private GroupCommit Server(long bytes = 1 << 20, DateTimeOffset? at = null)
    {
        var time = new FakeTimeProvider(at ?? DateTimeOffset.UnixEpoch);
        var clock = new FleetClock(time);
        return new(store, new KnownRuns(bytes), new RunMachine(), new MomentSource(clock, new Limits(), _ => 1), clock, this, time, NullLogger<GroupCommit>.Instance);
    }

    private async Task<Decision> SayAsync<T>(GroupCommit server, Guid runId, T message, Guid? cause = null) where T : class
    {
        var delivery = new Delivery<T>(runId, message, new Cause(cause ?? Guid.NewGuid()), 1024);
        await server.CommitAsync([delivery], Ct);
        return await delivery.Settled;
    }

    private async Task<Guid> SubmitAsync(GroupCommit server)
    {
        var runId = Guid.CreateVersion7();
        await SayAsync(server, runId, new SubmitRun { RunId = runId, Agent = "agent" });
        reads = 0;
        return runId;
    }

    private StepCompleted Outcome(Continuation next) => new()
    {
        RunId = sent[^1].RunId, Seq = sent[^1].Seq, Attempt = sent[^1].Attempt, Nonce = sent[^1].Nonce,
        GivenVersion = 1, StateVersion = 1, State = Json.Of(sent[^1].Seq), Next = next,
    };

    private StepCompleted OneMore() => Outcome(new Continuation.Step("next", Json.None));

    [Fact]
    public async Task The_outcome_of_a_step_this_server_has_sent_needs_no_reading()
    {
        var server = Server();
        var runId = await SubmitAsync(server);
        for (var step = 1; step <= 3; step++) await SayAsync(server, runId, OneMore());
        await SayAsync(server, runId, Outcome(new Continuation.Complete(Json.Of("done"))));
        Assert.Equal((0, RunState.Completed, 5), (reads, store[runId]!.State, store[runId]!.Version));
    }

    [Fact]
    public async Task A_new_run_is_not_looked_for()
    {
        var runId = Guid.CreateVersion7();
        var decision = await SayAsync(Server(), runId, new SubmitRun { RunId = runId, Agent = "agent" });
        Assert.Equal((0, 1, false), (reads, store[runId]!.Version, Assert.IsType<RunAccepted>(decision.Reply).Already));
    }

    [Fact]
    public async Task R12_a_submission_that_another_server_has_had_is_answered_with_the_run_as_it_is()
    {
        var runId = await SubmitAsync(Server());
        var submission = new SubmitRun { RunId = runId, Agent = "agent" };
        await SayAsync(Server(), runId, new PauseRun { RunId = runId });
        reads = 0;

        var again = Assert.IsType<RunAccepted>((await SayAsync(Server(), runId, submission)).Reply);
        Assert.Equal((1, true, RunState.Paused, 2), (reads, again.Already, again.State, again.Version));
        var other = Assert.IsType<RunRejected>((await SayAsync(Server(), runId, submission with { Input = Json.Of(7) })).Reply);
        Assert.Equal(Rejections.DifferentBody, other.Code);
        Assert.Equal(2, store[runId]!.Version);
    }

    [Fact]
    public async Task R12_a_copy_of_a_submission_is_answered_with_the_run_as_it_is()
    {
        var (runId, cause) = (Guid.CreateVersion7(), Guid.NewGuid());
        var submission = new SubmitRun { RunId = runId, Agent = "agent" };
        await SayAsync(Server(), runId, submission, cause);
        var copy = Assert.IsType<RunAccepted>((await SayAsync(Server(), runId, submission, cause)).Reply);
        Assert.Equal((1, true, RunState.Running, 1), (reads, copy.Already, copy.State, copy.Version));
        Assert.Single(sent);
    }

    [Fact]
    public async Task R12_a_copy_of_a_submission_whose_commit_fails_is_answered_with_the_run_as_it_is()
    {
        var (runId, cause) = (Guid.CreateVersion7(), Guid.NewGuid());
        var submission = new SubmitRun { RunId = runId, Agent = "agent" };
        await SayAsync(Server(), runId, submission, cause);
        await SayAsync(Server(), runId, new PauseRun { RunId = runId });
        store.Committing = _ => throw new TimeoutException("no answer");
        var copy = Assert.IsType<RunAccepted>((await SayAsync(Server(), runId, submission, cause)).Reply);
        Assert.Equal((true, RunState.Paused, 2), (copy.Already, copy.State, copy.Version));
    }

    [Fact]
    public async Task A_submission_that_would_be_refused_for_a_new_run_is_decided_on_the_run_that_is_there()
    {
        var runId = Guid.CreateVersion7();
        var submission = new SubmitRun { RunId = runId, Agent = "agent", Deadline = DateTimeOffset.UnixEpoch.AddMinutes(1) };
        await SayAsync(Server(), runId, submission);
        var late = Server(at: DateTimeOffset.UnixEpoch.AddMinutes(2));
        Assert.True(Assert.IsType<RunAccepted>((await SayAsync(late, runId, submission)).Reply).Already);
        var other = Guid.CreateVersion7();
        Assert.Equal(Rejections.Invalid, Assert.IsType<RunRejected>((await SayAsync(late, other, submission with { RunId = other })).Reply).Code);
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task R2_what_another_server_has_changed_meanwhile_is_read_again()
    {
        var (one, other) = (Server(), Server());
        var runId = await SubmitAsync(one);
        var outcome = OneMore();
        await SayAsync(other, runId, new PauseRun { RunId = runId });
        reads = 0;
        await SayAsync(one, runId, outcome);
        Assert.Equal((1, RunState.Paused, 3), (reads, store[runId]!.State, store[runId]!.Version));
    }

    [Fact]
    public async Task R3_an_outcome_this_server_does_not_know_of_is_no_duplicate_before_the_rows_have_said_so()
    {
        var (one, other) = (Server(), Server());
        var runId = await SubmitAsync(one);
        await SayAsync(other, runId, OneMore());
        var decision = await SayAsync(one, runId, OneMore());
        Assert.Null(decision.Ignored);
        Assert.Equal(3, store[runId]!.Version);
    }

    [Fact]
    public async Task R3_what_would_change_nothing_by_memory_is_decided_on_the_rows()
    {
        var server = Server();
        var runId = await SubmitAsync(server);
        var decision = await SayAsync(server, runId, OneMore() with { GivenVersion = 7 });
        Assert.Equal(("stale", 1, 1), (decision.Ignored, reads, store[runId]!.Version));
    }

    [Fact]
    public async Task A_run_that_awaits_more_than_one_step_is_read()
    {
        var server = Server();
        var runId = await SubmitAsync(server);
        await SayAsync(server, runId, Outcome(new Continuation.FanOut("item", [Json.None, Json.None], "join", 0, false)));
        await SayAsync(server, runId, Outcome(new Continuation.Result(Json.None)) with { State = Json.None });
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task What_does_not_fit_into_memory_is_read()
    {
        var server = Server(bytes: 10_000);
        var first = await SubmitAsync(server);
        var outcome = OneMore();
        for (var run = 0; run < 10; run++) await SubmitAsync(server);
        await SayAsync(server, first, outcome);
        Assert.Equal((1, 2), (reads, store[first]!.Version));
    }

    [Fact]
    public async Task Zero_bytes_remember_nothing()
    {
        var server = Server(bytes: 0);
        var runId = await SubmitAsync(server);
        await SayAsync(server, runId, OneMore());
        Assert.Equal((1, 2), (reads, store[runId]!.Version));
    }
}
