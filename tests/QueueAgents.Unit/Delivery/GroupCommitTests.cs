using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using Xunit;

namespace QueueAgents.Unit.Delivery;

public sealed class GroupCommitTests : IAfterCommit
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch);
    private readonly ScriptedStore store = new();
    private readonly List<Guid> told = [];
    private readonly GroupCommit commit;

    public GroupCommitTests()
    {
        var clock = new FleetClock(time);
        commit = new GroupCommit(store, new KnownRuns(1 << 20), new RunMachine(), new MomentSource(clock, new Limits(), _ => 1), clock, this, time, NullLogger<GroupCommit>.Instance);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    void IAfterCommit.Committed(Chain chain, Cause cause) => told.Add(chain.Run.RunId);

    private static Delivery<SubmitRun> Submit(string? key = null, Guid? id = null, Guid? cause = null)
    {
        var runId = id ?? Guid.CreateVersion7();
        return new(runId, new SubmitRun { RunId = runId, Agent = "agent", Key = key }, new Cause(cause ?? Guid.NewGuid()), 1024);
    }

    private static Delivery<T> Say<T>(Guid runId, T message, Guid? cause = null) where T : class => new(runId, message, new Cause(cause ?? Guid.NewGuid()), 1024);

    private async Task<Guid> SubmittedAsync()
    {
        var submit = Submit();
        await commit.CommitAsync([submit], Ct);
        told.Clear();
        store.Batches.Clear();
        return submit.RunId;
    }

    [Fact]
    public async Task Many_runs_are_one_commit_and_each_sender_hears_of_its_own()
    {
        Delivery<SubmitRun>[] batch = [Submit(), Submit(), Submit()];
        await commit.CommitAsync(batch, Ct);
        Assert.Equal([3], store.Batches);
        Assert.Equal(batch.Select(d => d.RunId).Order(), told.Order());
        foreach (var delivery in batch) Assert.Equal(delivery.RunId, Assert.IsType<RunAccepted>((await delivery.Settled).Reply).RunId);
    }

    [Fact]
    public async Task Messages_of_one_run_are_folded_in_their_order()
    {
        var submit = Submit();
        var pause = Say(submit.RunId, new PauseRun { RunId = submit.RunId });
        await commit.CommitAsync([submit, pause], Ct);
        Assert.Equal([1], store.Batches);
        Assert.Equal((RunState.Paused, 2), (store[submit.RunId]!.State, store[submit.RunId]!.Version));
    }

    [Fact]
    public async Task What_changes_nothing_is_settled_without_a_commit()
    {
        var lost = Say(Guid.NewGuid(), new CancelRun());
        await commit.CommitAsync([lost], Ct);
        Assert.Equal(Rejections.NotFound, Assert.IsType<RunRejected>((await lost.Settled).Reply).Code);
        Assert.Empty(store.Batches);
    }

    [Fact]
    public async Task R2_a_conflict_is_decided_again_on_fresh_data()
    {
        var runId = await SubmittedAsync();
        var once = true;
        store.Committing = _ => { if (once) store.Disturb(runId); once = false; };
        await commit.CommitAsync([Say(runId, new PauseRun { RunId = runId })], Ct);
        Assert.Equal((RunState.Paused, 3), (store[runId]!.State, store[runId]!.Version));
    }

    [Fact]
    public async Task R2_a_run_that_always_changes_under_a_message_faults_it_and_does_not_spin_for_ever()
    {
        var runId = await SubmittedAsync();
        store.Committing = _ => store.Disturb(runId);
        var pause = Say(runId, new PauseRun { RunId = runId });
        await commit.CommitAsync([pause], Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() => pause.Settled);
    }

    [Fact]
    public async Task R12_a_commit_that_was_done_though_its_answer_was_lost_is_found_and_not_repeated_and_its_rows_are_left_to_the_relay()
    {
        Delivery<SubmitRun>[] batch = [Submit(), Submit()];
        store.Committed = () => throw new TimeoutException();
        await commit.CommitAsync(batch, Ct);
        Assert.Equal([2], store.Batches);
        Assert.Empty(told);
        foreach (var delivery in batch)
        {
            var reply = Assert.IsType<RunAccepted>((await delivery.Settled).Reply);
            Assert.Equal((delivery.RunId, RunState.Running, 1), (reply.RunId, reply.State, reply.Version));
        }
    }

    [Fact]
    public async Task R12_one_message_id_for_two_runs_does_not_make_the_one_vouch_for_the_other()
    {
        var cause = Guid.NewGuid();
        var (a, b) = (Submit(cause: cause), Submit(id: await SubmittedAsync(), cause: cause));
        var pause = Say(b.RunId, new PauseRun { RunId = b.RunId }, cause);
        var once = true;
        store.Committing = _ => { if (once) store.Disturb(b.RunId); };
        store.Committed = () => { if (once) { once = false; throw new TimeoutException(); } };
        var running = commit.CommitAsync([a, pause], Ct);
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await running;
        Assert.Equal(RunState.Paused, store[b.RunId]!.State);
    }

    [Fact]
    public async Task While_commits_fail_it_waits_longer_and_longer_and_then_goes_on()
    {
        var tries = 0;
        store.Committing = _ => { if (++tries <= 12) throw new TimeoutException(); };
        var submit = Submit();
        var began = time.GetUtcNow();
        var running = commit.CommitAsync([submit], Ct);
        while (!running.IsCompleted)
        {
            Assert.InRange(tries, 1, 12);
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        Assert.True(time.GetUtcNow() - began > TimeSpan.FromSeconds(20), "Twelve failures in a row must not be twelve calls in a row.");
        Assert.NotNull(store[submit.RunId]);
    }

    [Fact]
    public async Task One_bad_row_hurts_only_its_own_run()
    {
        Delivery<SubmitRun>[] batch = [Submit(), Submit(), Submit()];
        store.Committing = changes => { if (changes.Any(c => c.Run.RunId == batch[1].RunId)) throw new InvalidOperationException("bad row"); };
        await commit.CommitAsync(batch, Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() => batch[1].Settled);
        Assert.NotNull(store[batch[0].RunId]);
        Assert.NotNull(store[batch[2].RunId]);
    }

    [Fact]
    public async Task One_run_that_cannot_be_read_hurts_only_itself()
    {
        var (bad, good) = (await SubmittedAsync(), await SubmittedAsync());
        Delivery<PauseRun>[] batch = [Say(bad, new PauseRun { RunId = bad }), Say(good, new PauseRun { RunId = good })];
        store.Loading = requests => { if (requests.Any(r => r.RunId == bad)) throw new InvalidOperationException("bad row"); };
        await commit.CommitAsync(batch, Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() => batch[0].Settled);
        Assert.Equal(RunState.Paused, store[good]!.State);
    }

    [Fact]
    public async Task An_outcome_the_database_will_not_take_parks_its_run_where_a_person_sees_it()
    {
        var runId = await SubmittedAsync();
        var row = (await store.LoadAsync([new(runId)], Ct))[0].Rows[0];
        store.Committing = changes => { if (changes[0].Run.Document.Text is not null) throw new InvalidOperationException("will not take it"); };
        var outcome = Say(runId, new StepCompleted
        {
            RunId = runId, Seq = 1, Attempt = 1, Nonce = row.Nonce, GivenVersion = 1, StateVersion = 1, State = Json.Of(1), Next = new Continuation.Complete(Json.None),
        });
        await commit.CommitAsync([outcome], Ct);
        Assert.Equal((RunState.Parked, "decision-threw"), (store[runId]!.State, store[runId]!.Error!.Type));
        Assert.True(outcome.Settled.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_key_that_another_run_has_is_refused_with_that_runs_id()
    {
        var (first, second) = (Submit("key"), Submit("key"));
        await commit.CommitAsync([first], Ct);
        await commit.CommitAsync([second], Ct);
        var refused = Assert.IsType<RunRejected>((await second.Settled).Reply);
        Assert.Equal((first.RunId, Rejections.DifferentBody), (refused.RunId, refused.Code));
    }

    [Fact]
    public async Task R12_a_message_that_comes_again_after_its_effect_was_undone_changes_nothing()
    {
        var runId = await SubmittedAsync();
        var cause = Guid.NewGuid();
        await commit.CommitAsync([Say(runId, new PauseRun { RunId = runId }, cause)], Ct);
        await commit.CommitAsync([Say(runId, new ResumeRun { RunId = runId })], Ct);
        var again = Say(runId, new PauseRun { RunId = runId }, cause);
        await commit.CommitAsync([again], Ct);
        var reply = Assert.IsType<RunAccepted>((await again.Settled).Reply);
        Assert.Equal((true, RunState.Running, 3), (reply.Already, reply.State, reply.Version));
        Assert.Equal(RunState.Running, store[runId]!.State);
    }

    [Fact]
    public async Task R12_of_several_messages_only_the_repeated_one_is_dropped()
    {
        var runId = await SubmittedAsync();
        var cause = Guid.NewGuid();
        await commit.CommitAsync([Say(runId, new PauseRun { RunId = runId }, cause)], Ct);
        await commit.CommitAsync([Say(runId, new ResumeRun { RunId = runId })], Ct);
        await commit.CommitAsync([Say(runId, new SignalRun { RunId = runId, Name = "go" }), Say(runId, new PauseRun { RunId = runId }, cause)], Ct);
        Assert.Equal((RunState.Running, 1), (store[runId]!.State, store[runId]!.KeptSignals));
    }
}
