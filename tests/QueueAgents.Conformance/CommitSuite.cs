using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Conformance;

/// <summary>What is committed and what is refused.</summary>
public abstract class CommitSuite<TFixture> : StoreSuite<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task R1_A_run_and_all_its_rows_are_there_after_the_commit()
    {
        var run = Make.Run() with { KeptSignals = 1, SignalsTaken = 1 };
        var row = Make.Row(run, 1);
        var outbox = Make.Outbox(run);
        await CommitAsync(Make.Insert(run) with { NewRows = [row], NewSignals = [Make.Signal(run, 1)], Outbox = [outbox], Effects = [Make.Effect(row, "mail", "1")] });

        var loaded = await LoadAsync(new(run.RunId) { Seqs = [1] });
        Same(run, loaded.Run);
        Assert.Equal([row], loaded.Rows);
        Assert.Equal([Make.Signal(run, 1)], loaded.Signals);
        Assert.Equal(outbox.Id, Assert.Single(await Due.TakeDueOutboxAsync(Make.At(30), 10, Ct)).Id);
        Assert.Equal(EffectVerdict.Recorded, (await Door.ClaimEffectAsync(Make.ClaimEffect(row), Make.Now, Ct))!.Verdict);
    }

    [Fact]
    public async Task R1_Of_a_change_that_conflicts_nothing_is_there()
    {
        var (run, row) = await SentAsync();
        await CommitAsync(Make.Next(run));
        var late = Make.Next(run) with
        {
            ChangedRows = [Make.Closed(row)],
            NewRows = [Make.Row(run, 2)],
            NewSignals = [Make.Signal(run, 1)],
            Outbox = [Make.Outbox(run, Make.Now)],
            Effects = [Make.Effect(row, "mail", "1")],
            SupersedeOpen = true,
        };

        Assert.Equal(CommitResult.Conflict, await TryCommitAsync(late));

        var loaded = await LoadAsync(new(run.RunId) { Seqs = [1, 2], SignalKeys = ["key-1"] });
        Assert.Equal(2, loaded.Run!.Version);
        Assert.Equal([row], loaded.Rows);
        Assert.Empty(loaded.Signals);
        Assert.Empty(await Due.TakeDueOutboxAsync(Make.At(30), 10, Ct));
        Assert.Equal(EffectVerdict.Granted, (await Door.ClaimEffectAsync(Make.ClaimEffect(row), Make.Now, Ct))!.Verdict);
        Assert.Empty(await Runs.FindCommittedAsync([(run.RunId, late.Transitions[0].CommandId)], Ct));
    }

    [Fact]
    public async Task A_commit_of_nothing_tells_the_time()
    {
        var receipt = await Runs.CommitAsync([], Ct);
        Assert.Empty(receipt.Results);
        Assert.NotEqual(default, receipt.Now);
    }

    [Fact]
    public async Task R2_A_change_decided_on_another_version_is_a_conflict()
    {
        var first = await CommitAsync(Make.Insert(Make.Run()));
        var second = await CommitAsync(Make.Next(first));

        Assert.Equal(CommitResult.Conflict, await TryCommitAsync(Make.Next(first)));
        Assert.Equal(CommitResult.Conflict, await TryCommitAsync(Make.Next(second with { Version = 7 })));
        Same(second, await FactsAsync(first.RunId));
    }

    [Fact]
    public async Task R2_A_run_that_does_not_exist_cannot_be_changed()
    {
        var ghost = Make.Run() with { Version = 4 };
        Assert.Equal(CommitResult.Conflict, await TryCommitAsync(Make.Next(ghost) with { NewRows = [Make.Row(ghost, 2)] }));
        Assert.Null(await FactsAsync(ghost.RunId));
    }

    [Fact]
    public async Task R2_A_run_that_exists_cannot_be_inserted_again()
    {
        var run = await CommitAsync(Make.Insert(Make.Run("first")));
        Assert.Equal(CommitResult.Conflict, await TryCommitAsync(Make.Insert(run with { Agent = "second" })));
        Assert.Equal("first", (await FactsAsync(run.RunId))!.Agent);
    }

    [Fact]
    public async Task R2_Of_many_who_change_the_same_version_at_once_one_succeeds()
    {
        var run = await CommitAsync(Make.Insert(Make.Run()));

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => TryCommitAsync(Make.Next(run, r => r with { Step = $"step-{i}" })), Ct)));

        Assert.Single(results, CommitResult.Committed);
        Assert.Equal(7, results.Count(r => r == CommitResult.Conflict));
        Assert.Equal(2, (await FactsAsync(run.RunId))!.Version);
    }

    [Fact]
    public async Task R2_Of_many_who_insert_the_same_run_at_once_one_succeeds()
    {
        var run = Make.Run();
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => TryCommitAsync(Make.Insert(run)), Ct)));

        Assert.Single(results, CommitResult.Committed);
        Assert.Equal(7, results.Count(r => r == CommitResult.Conflict));
    }

    [Fact]
    public async Task A_key_belongs_to_one_run()
    {
        await CommitAsync(Make.Insert(Make.Run("a", "acme", "key")));
        var second = Make.Run("a", "acme", "key");

        Assert.Equal(CommitResult.KeyTaken, await TryCommitAsync(Make.Insert(second) with { NewRows = [Make.Row(second, 1)], Outbox = [Make.Outbox(second, Make.Now)] }));

        Assert.Null(await FactsAsync(second.RunId));
        Assert.Null(await OpenRowAsync(second.RunId));
        Assert.Empty(await Due.TakeDueOutboxAsync(Make.At(30), 10, Ct));
    }

    [Theory]
    [InlineData("a", "acme", "other")]
    [InlineData("b", "acme", "key")]
    [InlineData("a", "else", "key")]
    [InlineData("a", "acme", "KEY")]
    [InlineData("a", "acme", null)]
    public async Task Another_tenant_agent_or_key_is_another_run(string agent, string tenant, string? key)
    {
        await CommitAsync(Make.Insert(Make.Run("a", "acme", "key")));
        await CommitAsync(Make.Insert(Make.Run("a", "acme")));
        await CommitAsync(Make.Insert(Make.Run(agent, tenant, key)));
    }

    [Fact]
    public async Task Of_two_runs_with_one_key_in_a_batch_one_is_committed()
    {
        RunFacts[] runs = [Make.Run(key: "key"), Make.Run(key: "key"), Make.Run(key: "free")];
        var receipt = await Runs.CommitAsync([.. runs.Select(Make.Insert)], Ct);

        Assert.Equal(CommitResult.Committed, receipt.Results[runs[2].RunId]);
        Assert.Equal([CommitResult.Committed, CommitResult.KeyTaken], runs[..2].Select(r => receipt.Results[r.RunId]).Order());
        var winner = runs[..2].Single(r => receipt.Results[r.RunId] == CommitResult.Committed);
        Assert.Equal(winner.RunId, await Runs.FindByKeyAsync("default", "agent", "key", Ct));
    }

    [Fact]
    public async Task Of_many_who_take_one_key_at_once_one_succeeds()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => TryCommitAsync(Make.Insert(Make.Run(key: "key"))), Ct)));

        Assert.Single(results, CommitResult.Committed);
        Assert.Equal(7, results.Count(r => r == CommitResult.KeyTaken));
    }

    [Fact]
    public async Task R12_A_cause_makes_one_transition_of_a_run()
    {
        var cause = Guid.NewGuid();
        var run = await CommitAsync(Make.Insert(Make.Run()));
        var second = await CommitAsync(Make.Next(run).CausedBy(cause));

        Assert.Equal(CommitResult.Repeated, await TryCommitAsync(Make.Next(second).CausedBy(cause) with { NewRows = [Make.Row(run, 2)], Outbox = [Make.Outbox(run, Make.Now)] }));

        Same(second, await FactsAsync(run.RunId));
        Assert.Null(await OpenRowAsync(run.RunId, 2));
        Assert.Empty(await Due.TakeDueOutboxAsync(Make.At(30), 10, Ct));
    }

    [Fact]
    public async Task R12_The_same_commit_again_is_recognised()
    {
        var insert = Make.Insert(Make.Run(key: "key"));
        await CommitAsync(insert);
        Assert.Equal(CommitResult.Repeated, await TryCommitAsync(insert));

        var next = Make.Next(insert.Run);
        await CommitAsync(next);
        Assert.Equal(CommitResult.Repeated, await TryCommitAsync(next));
        Assert.Equal(2, (await FactsAsync(insert.Run.RunId))!.Version);
    }

    [Fact]
    public async Task R12_The_same_cause_may_change_another_run()
    {
        var cause = Guid.NewGuid();
        await CommitAsync(Make.Insert(Make.Run()).CausedBy(cause));
        await CommitAsync(Make.Insert(Make.Run()).CausedBy(cause));
    }

    [Fact]
    public async Task In_a_batch_each_run_has_its_own_result()
    {
        var cause = Guid.NewGuid();
        var keyed = await CommitAsync(Make.Insert(Make.Run(key: "key")));
        var done = await CommitAsync(Make.Insert(Make.Run()).CausedBy(cause));
        var stale = await CommitAsync(Make.Insert(Make.Run()));
        await CommitAsync(Make.Next(stale));
        var (fresh, taken, good) = (Make.Run(), Make.Run(key: "key"), await CommitAsync(Make.Insert(Make.Run())));
        RunChange[] batch =
        [
            Make.Insert(taken) with { NewRows = [Make.Row(taken, 1)] },
            Make.Next(stale) with { NewRows = [Make.Row(stale, 1)] },
            Make.Insert(fresh) with { NewRows = [Make.Row(fresh, 1)] },
            Make.Next(done).CausedBy(cause) with { NewRows = [Make.Row(done, 1)] },
            Make.Next(good) with { NewRows = [Make.Row(good, 1)] },
        ];

        var receipt = await Runs.CommitAsync(batch, Ct);

        Assert.Equal(
            [CommitResult.KeyTaken, CommitResult.Conflict, CommitResult.Committed, CommitResult.Repeated, CommitResult.Committed],
            batch.Select(c => receipt.Results[c.Run.RunId]));
        foreach (var change in batch)
            Assert.Equal(receipt.Results[change.Run.RunId] == CommitResult.Committed, await OpenRowAsync(change.Run.RunId) is not null);
        Assert.Equal(keyed.RunId, await Runs.FindByKeyAsync("default", "agent", "key", Ct));
    }

    [Fact]
    public async Task Overlapping_batches_in_any_order_do_not_block_each_other_for_good()
    {
        var runs = new List<RunFacts>();
        for (var i = 0; i < 10; i++) runs.Add(await CommitAsync(Make.Insert(Make.Run())));
        var committed = runs.ToDictionary(r => r.RunId, _ => 0);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (var round = 0; round < 10; round++)
            {
                var loaded = await Runs.LoadAsync([.. runs.Select(r => new LoadRequest(r.RunId))], Ct);
                var batch = loaded.Select(l => Make.Next(l.Run!)).ToArray();
                random.Shuffle(batch);
                var receipt = await Runs.CommitAsync(batch, Ct);
                lock (committed)
                {
                    foreach (var (runId, result) in receipt.Results) committed[runId] += result == CommitResult.Committed ? 1 : 0;
                }
            }
        }, Ct)));

        foreach (var run in runs) Assert.Equal(1 + committed[run.RunId], (await FactsAsync(run.RunId))!.Version);
    }

    [Fact]
    public async Task A_chain_of_decisions_is_one_write_with_all_its_transitions()
    {
        var run = await CommitAsync(Make.Insert(Make.Run()));
        var (a, b, c) = (Make.Next(run), Make.Next(Make.Next(run).Run), Make.Next(Make.Next(Make.Next(run).Run).Run));

        var last = await CommitAsync(c with { ExpectedVersion = 1, Transitions = [.. a.Transitions, .. b.Transitions, .. c.Transitions] });

        Assert.Equal(4, last.Version);
        Assert.Equal(3, (await Runs.FindCommittedAsync([.. new[] { a, b, c }.Select(x => (run.RunId, x.Transitions[0].CommandId))], Ct)).Count);
    }

    [Fact]
    public async Task R4_A_version_is_never_given_twice()
    {
        var run = await CommitAsync(Make.Insert(Make.Run()));
        var second = await CommitAsync(Make.Next(run));
        await RefusedAsync(Make.Next(second) with { Transitions = [Make.Transition(second, second.State)] });
    }

    [Theory]
    [InlineData(RunState.Completed)]
    [InlineData(RunState.Cancelled)]
    public async Task R5_A_finished_run_never_changes_even_for_who_knows_its_version(RunState final)
    {
        var run = await CommitAsync(Make.Next(await CommitAsync(Make.Insert(Make.Run())), final));
        foreach (var state in Enum.GetValues<RunState>().Where(s => s != RunState.None))
            await RefusedAsync(Make.Next(run, state) with { NewRows = [Make.Row(run, 1)] });
    }

    [Theory]
    [InlineData(RunState.Failed, RunState.Completed)]
    [InlineData(RunState.Failed, RunState.Cancelled)]
    [InlineData(RunState.Failed, RunState.Failed)]
    [InlineData(RunState.Failed, RunState.Parked)]
    [InlineData(RunState.Failed, RunState.Paused)]
    [InlineData(RunState.Parked, RunState.Cancelled)]
    [InlineData(RunState.Parked, RunState.Completed)]
    [InlineData(RunState.Parked, RunState.Failed)]
    [InlineData(RunState.Parked, RunState.Parked)]
    [InlineData(RunState.Parked, RunState.Paused)]
    public async Task R5_A_run_that_failed_or_is_parked_leaves_only_as_Retry_leaves_it(RunState stopped, RunState to)
    {
        var run = await CommitAsync(Make.Next(await CommitAsync(Make.Insert(Make.Run())), stopped));
        await RefusedAsync(Make.Next(run, to));
    }

    [Theory]
    [InlineData(RunState.Failed, RunState.Queued)]
    [InlineData(RunState.Failed, RunState.Running)]
    [InlineData(RunState.Failed, RunState.Waiting)]
    [InlineData(RunState.Parked, RunState.Running)]
    public async Task R5_A_run_that_failed_or_is_parked_can_be_tried_again(RunState stopped, RunState to)
    {
        var run = await CommitAsync(Make.Next(await CommitAsync(Make.Insert(Make.Run())), stopped));
        await CommitAsync(Make.Next(run, to));
        Assert.Equal(to, (await FactsAsync(run.RunId))!.State);
    }

    [Fact]
    public async Task The_receipt_carries_the_clock_of_the_database()
    {
        var first = await Runs.CommitAsync([Make.Insert(Make.Run())], Ct);
        var second = await Runs.CommitAsync([Make.Insert(Make.Run())], Ct);
        Assert.True(second.Now >= first.Now);
        Assert.NotEqual(default, first.Now);
    }

    [Fact]
    public async Task Committing_nothing_is_possible() => Assert.Empty((await Runs.CommitAsync([], Ct)).Results);
}
