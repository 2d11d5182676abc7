using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Conformance;

/// <summary>What is taken because its time has come.</summary>
public abstract class DueWorkSuite<TFixture> : StoreSuite<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_message_is_taken_when_it_is_due_and_not_before()
    {
        var run = Make.Run();
        await CommitAsync(Make.Insert(run) with { Outbox = [Make.Outbox(run, Make.At(30))] });

        Assert.Empty(await Due.TakeDueOutboxAsync(Make.At(29.999999), 10, Ct));
        Assert.Single(await Due.TakeDueOutboxAsync(Make.At(30), 10, Ct));
    }

    [Fact]
    public async Task A_message_backs_off_from_half_a_minute_to_ten_minutes_and_counts_its_tries()
    {
        var run = Make.Run();
        await CommitAsync(Make.Insert(run) with { Outbox = [Make.Outbox(run, Make.Now)] });

        var now = Make.Now;
        var tries = Assert.Single(await Due.TakeDueOutboxAsync(now, 10, Ct)).Tries;
        Assert.Equal(1, tries);
        var last = TimeSpan.Zero;
        for (var take = 2; take <= 12; take++)
        {
            var waited = TimeSpan.Zero;
            IReadOnlyList<OutboxRow> taken = [];
            while (taken.Count == 0 && waited <= TimeSpan.FromMinutes(11))
            {
                waited += TimeSpan.FromSeconds(15);
                taken = await Due.TakeDueOutboxAsync(now + waited, 10, Ct);
            }

            Assert.Equal(take, Assert.Single(taken).Tries);
            Assert.InRange(waited, take == 2 ? TimeSpan.FromSeconds(30) : last, take == 2 ? TimeSpan.FromSeconds(30) : TimeSpan.FromMinutes(10));
            (now, last) = (now + waited, waited);
        }

        Assert.Equal(TimeSpan.FromMinutes(10), last);
    }

    [Fact]
    public async Task No_more_messages_are_taken_than_asked_for()
    {
        var run = Make.Run();
        await CommitAsync(Make.Insert(run) with { Outbox = [.. Enumerable.Range(0, 10).Select(_ => Make.Outbox(run, Make.Now))] });

        foreach (var expected in new[] { 4, 4, 2, 0 }) Assert.Equal(expected, (await Due.TakeDueOutboxAsync(Make.Now, 4, Ct)).Count);
    }

    [Fact]
    public async Task Two_servers_never_take_the_same_message()
    {
        var run = Make.Run();
        await CommitAsync(Make.Insert(run) with { Outbox = [.. Enumerable.Range(0, 200).Select(_ => Make.Outbox(run, Make.Now))] });

        var taken = await TakeAllAsync<Guid>(async () => [.. (await Due.TakeDueOutboxAsync(Make.Now, 7, Ct)).Select(m => m.Id)]);

        Assert.Equal(200, taken.Count);
        Assert.Equal(200, taken.Distinct().Count());
    }

    [Fact]
    public async Task Due_attempts_come_with_their_runs_oldest_due_first()
    {
        var a = Make.Run("a") with { Document = new Json("""{"d":1}""") };
        var b = Make.Run("b");
        await RunWithAsync(a, Make.Row(a, 1) with { DueAt = Make.At(20) }, Make.Row(a, 2) with { DueAt = Make.At(5) });
        await RunWithAsync(b, Make.Row(b, 1) with { DueAt = Make.At(10) });

        Assert.Empty(await Due.TakeDueDispatchesAsync(Make.At(4), Claim, 10, Ct));
        var due = await Due.TakeDueDispatchesAsync(Make.At(20), Claim, 10, Ct);

        Assert.Equal([("a", 2), ("b", 1), ("a", 1)], due.Select(d => (d.Run.Agent, d.Row.Seq)));
        Same(a, due[0].Run);
    }

    [Theory]
    [InlineData((int)DispatchPhase.Unsent, true)]
    [InlineData((int)DispatchPhase.Sent, true)]
    [InlineData((int)DispatchPhase.Unserved, true)]
    [InlineData((int)DispatchPhase.Leased, true)]
    [InlineData((int)DispatchPhase.Held, false)]
    [InlineData((int)DispatchPhase.Child, false)]
    public async Task Only_attempts_somebody_must_look_at_are_due(int phase, bool due)
    {
        var run = Make.Run();
        await RunWithAsync(run, Make.Row(run, 1) with { Phase = (DispatchPhase)phase, DueAt = due ? Make.Now : null });
        Assert.Equal(due ? 1 : 0, (await Due.TakeDueDispatchesAsync(Make.At(999), Claim, 10, Ct)).Count);
    }

    [Fact]
    public async Task A_closed_attempt_is_never_due()
    {
        var (run, row) = await SentAsync();
        await CloseAsync(run, row);
        Assert.Empty(await Due.TakeDueDispatchesAsync(Make.At(9999), Claim, 10, Ct));
    }

    [Fact]
    public async Task R7_A_taken_attempt_is_claimed_for_a_while_and_its_run_keeps_its_version()
    {
        var (run, row) = await SentAsync();

        var taken = Assert.Single(await Due.TakeDueDispatchesAsync(Make.At(30), Claim, 10, Ct));
        Assert.Equal(row with { Phase = DispatchPhase.Unsent, DueAt = Make.At(90) }, taken.Row);
        Assert.Equal(taken.Row, await OpenRowAsync(run.RunId));
        Assert.Empty(await Due.TakeDueDispatchesAsync(Make.At(89.999999), Claim, 10, Ct));
        Assert.Single(await Due.TakeDueDispatchesAsync(Make.At(90), Claim, 10, Ct));
        Same(run, await FactsAsync(run.RunId));
    }

    [Theory]
    [InlineData((int)DispatchPhase.Sent)]
    [InlineData((int)DispatchPhase.Unserved)]
    public async Task A_repeat_that_is_confirmed_waits_as_long_as_the_first_time(int phase)
    {
        var run = Make.Run();
        var row = Make.Row(run, 1) with { Phase = (DispatchPhase)phase, DueAt = Make.At(10) };
        await RunWithAsync(run, row);

        Assert.Equal(DispatchPhase.Unsent, Assert.Single(await Due.TakeDueDispatchesAsync(Make.At(10), Claim, 10, Ct)).Row.Phase);
        await Due.ConfirmAsync([], [new(run.RunId, 1, 1)], Make.At(600), Ct);

        Assert.Equal(row with { Phase = DispatchPhase.Sent, DueAt = Make.At(600) }, await OpenRowAsync(run.RunId));
    }

    [Fact]
    public async Task Two_servers_never_take_the_same_attempt()
    {
        var run = Make.FanOut(1, 200, 201);
        await RunWithAsync(run, [.. Enumerable.Range(1, 200).Select(seq => Make.Row(run, seq) with { DueAt = Make.At(seq) })]);

        var taken = await TakeAllAsync<int>(async () => [.. (await Due.TakeDueDispatchesAsync(Make.At(999), Claim, 7, Ct)).Select(d => d.Row.Seq)]);

        Assert.Equal(Enumerable.Range(1, 200), taken.Order());
    }

    [Theory]
    [InlineData(RunState.Queued, true)]
    [InlineData(RunState.Running, true)]
    [InlineData(RunState.Waiting, true)]
    [InlineData(RunState.Paused, true)]
    [InlineData(RunState.Parked, false)]
    [InlineData(RunState.Completed, false)]
    [InlineData(RunState.Failed, false)]
    [InlineData(RunState.Cancelled, false)]
    public async Task Open_runs_are_due_when_their_time_has_come(RunState state, bool due)
    {
        var run = await CommitAsync(Make.Insert(Make.Run() with { State = state, WakeAt = Make.At(10) }));
        await CommitAsync(Make.Insert(Make.Run() with { State = state, WakeAt = null }));

        Assert.Empty(await Due.TakeDueRunsAsync(Make.At(9.999999), Claim, 10, Ct));
        Assert.Equal(due ? [run.RunId] : [], await Due.TakeDueRunsAsync(Make.At(10), Claim, 10, Ct));
    }

    [Fact]
    public async Task R7_A_due_run_is_claimed_by_its_wake_claim_and_nothing_else_of_it_changes()
    {
        var run = await CommitAsync(Make.Insert(Make.Run() with { WakeAt = Make.At(10) }));

        Assert.Single(await Due.TakeDueRunsAsync(Make.At(10), Claim, 10, Ct));
        Same(run, await FactsAsync(run.RunId));
        Assert.Empty(await Due.TakeDueRunsAsync(Make.At(69.999999), Claim, 10, Ct));
        Assert.Single(await Due.TakeDueRunsAsync(Make.At(70), Claim, 10, Ct));
    }

    [Fact]
    public async Task A_transition_ends_the_wake_claim_so_that_a_new_timer_is_not_late()
    {
        var run = await CommitAsync(Make.Insert(Make.Run() with { WakeAt = Make.At(10) }));
        Assert.Single(await Due.TakeDueRunsAsync(Make.At(10), Claim, 10, Ct));

        await CommitAsync(Make.Next(run, r => r with { WakeAt = Make.At(12) }));

        Assert.Empty(await Due.TakeDueRunsAsync(Make.At(11), Claim, 10, Ct));
        Assert.Single(await Due.TakeDueRunsAsync(Make.At(12), Claim, 10, Ct));
    }

    [Fact]
    public async Task What_is_due_first_is_taken_first_however_much_is_due_and_whatever_its_key()
    {
        var ids = Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7()).OrderDescending().ToList();
        RunFacts[] runs = [.. ids.Select((id, i) => Make.Run() with { RunId = id, WakeAt = Make.At(i) })];
        Dispatch[] rows = [.. runs.Select((run, i) => Make.Row(run, 1) with { DueAt = Make.At(i) })];
        await Runs.CommitAsync([.. runs.Select((run, i) => Make.Insert(run) with { NewRows = [rows[i]] })], Ct);

        for (var i = 0; i < 12; i += 3)
        {
            Assert.Equal(ids[i..(i + 3)], await Due.TakeDueRunsAsync(Make.At(99), Claim, 3, Ct));
            Assert.Equal(ids[i..(i + 3)], (await Due.TakeDueDispatchesAsync(Make.At(99), Claim, 3, Ct)).Select(due => due.Run.RunId));
        }
    }

    [Fact]
    public async Task Two_servers_never_take_the_same_run()
    {
        RunFacts[] runs = [.. Enumerable.Range(0, 200).Select(i => Make.Run() with { WakeAt = Make.At(i) })];
        await Runs.CommitAsync([.. runs.Select(Make.Insert)], Ct);

        var taken = await TakeAllAsync(() => Due.TakeDueRunsAsync(Make.At(999), Claim, 7, Ct));

        Assert.Equal(runs.Select(r => r.RunId).Order(), taken.Order());
    }

    [Fact]
    public async Task Queued_runs_are_taken_by_agent()
    {
        var a = await QueuedAsync("a");
        var b = await QueuedAsync("b");
        await QueuedAsync("c");
        await CommitAsync(Make.Insert(Make.Run("a")));

        Assert.Empty(await Due.TakeQueuedRunsAsync(["d"], Make.Now, Claim, 10, Ct));
        Assert.Empty(await Due.TakeQueuedRunsAsync([], Make.Now, Claim, 10, Ct));
        Assert.Equal(new[] { a.RunId, b.RunId }.Order(), (await Due.TakeQueuedRunsAsync(["b", "a"], Make.Now, Claim, 10, Ct)).Order());
        Assert.Empty(await Due.TakeQueuedRunsAsync(["b", "a"], Make.At(59), Claim, 10, Ct));
        Assert.Equal(2, (await Due.TakeQueuedRunsAsync(["b", "a"], Make.At(60), Claim, 10, Ct)).Count);

        Task<RunFacts> QueuedAsync(string agent) => CommitAsync(Make.Insert(Make.Run(agent) with { State = RunState.Queued, Group = null, Seq = 0, Step = null }));
    }

    [Fact]
    public async Task Two_servers_never_take_the_same_queued_run()
    {
        RunFacts[] runs = [.. Enumerable.Range(0, 100).Select(_ => Make.Run() with { State = RunState.Queued })];
        await Runs.CommitAsync([.. runs.Select(Make.Insert)], Ct);

        var taken = await TakeAllAsync(() => Due.TakeQueuedRunsAsync(["agent"], Make.Now, Claim, 7, Ct));

        Assert.Equal(runs.Select(r => r.RunId).Order(), taken.Order());
    }

    private static async Task<List<T>> TakeAllAsync<T>(Func<Task<IReadOnlyList<T>>> take)
    {
        var takers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            // A taker may find the last rows locked by another and go away with nothing.
            List<T> mine = [];
            for (var empty = 0; empty < 3;)
            {
                var taken = await take();
                mine.AddRange(taken);
                empty = taken.Count == 0 ? empty + 1 : 0;
            }

            return mine;
        }, Ct)));
        return [.. takers.SelectMany(t => t)];
    }
}
