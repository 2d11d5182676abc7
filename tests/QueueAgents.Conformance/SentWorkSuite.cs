using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Conformance;

/// <summary>What the store is told of messages that left, or could not.</summary>
public abstract class SentWorkSuite<TFixture> : StoreSuite<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_confirmed_message_is_gone()
    {
        var run = Make.Run();
        OutboxRow[] rows = [Make.Outbox(run, Make.Now), Make.Outbox(run, Make.Now), Make.Outbox(run, Make.Now)];
        await CommitAsync(Make.Insert(run) with { Outbox = rows });

        await Due.ConfirmAsync([rows[0].Id, rows[2].Id, Guid.NewGuid()], [], Make.At(600), Ct);
        await Due.ConfirmAsync([rows[0].Id], [], Make.At(600), Ct);

        Assert.Equal(rows[1].Id, Assert.Single(await Due.TakeDueOutboxAsync(Make.Now, 10, Ct)).Id);
    }

    [Fact]
    public async Task A_confirmed_attempt_is_sent_and_due_at_the_queue_limit()
    {
        var run = Make.Run();
        var row = Make.Row(run, 1);
        await RunWithAsync(run, row, Make.Row(run, 2));

        await Due.ConfirmAsync([], [IdOf(row), new(Guid.CreateVersion7(), 1, 1)], Make.At(600), Ct);

        Assert.Equal(row with { Phase = DispatchPhase.Sent, DueAt = Make.At(600) }, await OpenRowAsync(run.RunId));
        Assert.Equal(DispatchPhase.Unsent, (await OpenRowAsync(run.RunId, 2))!.Phase);
        Same(run, await FactsAsync(run.RunId));
    }

    [Fact]
    public async Task A_late_confirmation_changes_nothing_that_has_gone_on()
    {
        var run = Make.FanOut(1, 4, 5);
        Dispatch[] rows =
        [
            Make.Leased(run, 1, "w", Make.At(20)),
            Make.Closed(Make.Row(run, 2), DispatchOutcome.Failed),
            Make.Row(run, 3) with { Phase = DispatchPhase.Unserved, DueAt = Make.At(21) },
            Make.Held(run, 4),
        ];
        await RunWithAsync(run, rows);

        await Due.ConfirmAsync([], [.. rows.Select(IdOf)], Make.At(600), Ct);

        Assert.Equal(rows, (await LoadAsync(new(run.RunId) { Unfinished = true })).Rows);
    }

    [Fact]
    public async Task A_confirmation_is_for_one_attempt_only()
    {
        var run = Make.Run();
        var again = Make.Row(run, 1, attempt: 2);
        await RunWithAsync(run, Make.Closed(Make.Row(run, 1), DispatchOutcome.Lost), again);

        await Due.ConfirmAsync([], [new(run.RunId, 1, 1)], Make.At(600), Ct);

        Assert.Equal(again, await OpenRowAsync(run.RunId));
    }

    [Fact]
    public async Task An_attempt_no_queue_took_is_unserved_and_looked_at_again()
    {
        var run = Make.FanOut(1, 3, 4);
        var (unsent, sent, leased) = (Make.Row(run, 1), Make.Row(run, 2) with { Phase = DispatchPhase.Sent }, Make.Leased(run, 3, "w", Make.At(20)));
        await RunWithAsync(run, unsent, sent, leased);

        await Due.MarkUnservedAsync([IdOf(unsent), IdOf(sent), IdOf(leased), new(run.RunId, 9, 1)], Make.At(300), Ct);

        // A worker that holds the attempt goes on: only a repeat of the message found no queue.
        Assert.Equal(
            [unsent with { Phase = DispatchPhase.Unserved, DueAt = Make.At(300) }, sent with { Phase = DispatchPhase.Unserved, DueAt = Make.At(300) }, leased],
            (await LoadAsync(new(run.RunId) { Open = true })).Rows);
        Assert.Empty(await Due.TakeDueDispatchesAsync(Make.At(19), TimeSpan.FromSeconds(60), 10, Ct));
    }

    [Fact]
    public async Task A_closed_attempt_is_not_called_unserved()
    {
        var run = Make.Run() with { State = RunState.Paused };
        var row = Make.Closed(Make.Row(run, 1), DispatchOutcome.Failed);
        await RunWithAsync(run, row);

        await Due.MarkUnservedAsync([IdOf(row)], Make.At(300), Ct);

        Assert.Equal(row, await UnfinishedRowAsync(run.RunId));
    }

    [Fact]
    public async Task A_worker_that_announces_a_queue_makes_its_unserved_attempts_due_now()
    {
        var run = Make.FanOut(1, 4, 5);
        Dispatch[] rows =
        [
            Unserved(1) with { Queue = "q1" },
            Unserved(2) with { Queue = "q2" },
            Unserved(3) with { Queue = "other" },
            Make.Row(run, 4) with { Queue = "q1", Phase = DispatchPhase.Sent },
            Make.Closed(Unserved(5) with { Queue = "q1" }),
        ];
        await RunWithAsync(run, rows);

        Assert.Equal(2, await Due.ServeQueuesAsync(["q2", "q1", "q3"], Make.At(7), Ct));
        Assert.Equal(0, await Due.ServeQueuesAsync(["q2", "q1"], Make.At(8), Ct));
        Assert.Equal(0, await Due.ServeQueuesAsync([], Make.At(8), Ct));

        Assert.Equal(
            [rows[0] with { Phase = DispatchPhase.Unsent, DueAt = Make.At(7) }, rows[1] with { Phase = DispatchPhase.Unsent, DueAt = Make.At(7) }, rows[2], rows[3]],
            (await LoadAsync(new(run.RunId) { Open = true })).Rows);

        Dispatch Unserved(int seq) => Make.Row(run, seq) with { Phase = DispatchPhase.Unserved, DueAt = Make.At(300) };
    }

    [Fact]
    public async Task R9_After_the_broker_lost_its_data_all_that_was_sent_is_due_again()
    {
        var run = Make.FanOut(1, 6, 7);
        Dispatch[] rows =
        [
            Make.Row(run, 1) with { Phase = DispatchPhase.Sent, DueAt = Make.At(600) },
            Make.Row(run, 2) with { Phase = DispatchPhase.Unserved, DueAt = Make.At(600) },
            Make.Row(run, 3) with { DueAt = Make.At(30) },
            Make.Leased(run, 4, "w", Make.At(20)),
            Make.Held(run, 5),
            Make.Row(run, 6) with { Phase = DispatchPhase.Child, DueAt = null },
            Make.Closed(Make.Row(run, 7) with { Phase = DispatchPhase.Sent }),
        ];
        await RunWithAsync(run, rows);

        Assert.Equal(2, await Due.ResendOpenAsync(Make.At(7), Ct));

        Assert.Equal(
            [rows[0] with { Phase = DispatchPhase.Unsent, DueAt = Make.At(7) }, rows[1] with { Phase = DispatchPhase.Unsent, DueAt = Make.At(7) }, .. rows[2..6]],
            (await LoadAsync(new(run.RunId) { Open = true })).Rows);
    }

    [Fact]
    public async Task R9_After_the_broker_lost_its_data_every_stored_message_is_due()
    {
        var run = Make.Run();
        await CommitAsync(Make.Insert(run) with { Outbox = [Make.Outbox(run, Make.At(600)), Make.Outbox(run, Make.At(30))] });

        await Due.ResendOpenAsync(Make.At(7), Ct);

        Assert.Empty(await Due.TakeDueOutboxAsync(Make.At(6), 10, Ct));
        Assert.Equal(2, (await Due.TakeDueOutboxAsync(Make.At(7), 10, Ct)).Count);
    }

    [Fact]
    public async Task Open_children_nobody_awaits_are_found_by_their_parent()
    {
        var parent = await CommitAsync(Make.Insert(Make.Run()));
        var open = new List<Guid>();
        foreach (var state in new[] { RunState.Queued, RunState.Running, RunState.Waiting, RunState.Paused }) open.Add(await ChildAsync(parent.RunId, state));
        foreach (var state in new[] { RunState.Completed, RunState.Failed, RunState.Cancelled }) await ChildAsync(parent.RunId, state);
        await ChildAsync(Guid.CreateVersion7(), RunState.Running);

        Assert.Equal(open.Order(), (await Due.OpenOrphansAsync(parent.RunId, 10, Ct)).Order());
        Assert.Equal(3, (await Due.OpenOrphansAsync(parent.RunId, 3, Ct)).Count);
        Assert.Empty(await Due.OpenOrphansAsync(open[0], 10, Ct));
    }

    [Fact]
    public async Task A_child_an_open_attempt_awaits_is_no_orphan_until_the_attempt_is_closed()
    {
        var parent = Make.FanOut(1, 2, 3);
        var (first, second) = (await ChildAsync(parent.RunId, RunState.Running, seq: 1), await ChildAsync(parent.RunId, RunState.Running, seq: 2));
        Dispatch[] rows = [Awaiting(1, first), Awaiting(2, second)];
        await RunWithAsync(parent, rows);
        Assert.Empty(await Due.OpenOrphansAsync(parent.RunId, 10, Ct));

        await CommitAsync(Make.Next(parent) with { ChangedRows = [Make.Closed(rows[0], DispatchOutcome.Superseded)] });
        Assert.Equal([first], await Due.OpenOrphansAsync(parent.RunId, 10, Ct));

        Dispatch Awaiting(int seq, Guid child) => Make.Row(parent, seq) with { Kind = StepKind.Child, Phase = DispatchPhase.Child, DueAt = null, ChildRunId = child };
    }

    private async Task<Guid> ChildAsync(Guid parent, RunState state, int seq = 1)
        => (await CommitAsync(Make.Insert(Make.Run() with { State = state, ParentRunId = parent, ParentSeq = seq }))).RunId;
}
