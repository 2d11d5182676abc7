using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Conformance;

public abstract class LoadSuite<TFixture> : StoreSuite<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Every_request_is_answered_in_the_order_asked()
    {
        var a = await CommitAsync(Make.Insert(Make.Run("a")));
        var b = await CommitAsync(Make.Insert(Make.Run("b")));
        var unknown = Guid.CreateVersion7();

        var loaded = await Runs.LoadAsync([new(b.RunId), new(unknown), new(a.RunId), new(b.RunId)], Ct);

        Assert.Equal(["b", null, "a", "b"], loaded.Select(l => l.Run?.Agent));
    }

    [Fact]
    public async Task No_request_has_no_answer() => Assert.Empty(await Runs.LoadAsync([], Ct));

    [Fact]
    public async Task An_unknown_run_has_nothing()
    {
        var loaded = await LoadAsync(new(Guid.CreateVersion7()) { Seqs = [1], Releases = 5, SignalKeys = ["x"], Unfinished = true, Open = true, Payloads = [(1, 1)] });
        Assert.Null(loaded.Run);
        Assert.Empty(loaded.Rows);
        Assert.Empty(loaded.Signals);
        Assert.Empty(loaded.Payloads);
    }

    [Fact]
    public async Task Only_the_open_rows_of_the_steps_asked_for_are_read()
    {
        var run = Make.FanOut(1, 4, 5);
        var first = Make.Closed(Make.Row(run, 2), DispatchOutcome.Failed);
        var again = Make.Row(run, 2, attempt: 2);
        await RunWithAsync(run, Make.Row(run, 1), first, again, Make.Closed(Make.Row(run, 3)), Make.Row(run, 4));

        Assert.Equal([again], (await LoadAsync(new(run.RunId) { Seqs = [2, 3, 77] })).Rows);
        Assert.Equal([1, 4], (await LoadAsync(new(run.RunId) { Seqs = [4, 1, 4] })).Rows.Select(r => r.Seq));
        Assert.Empty((await LoadAsync(new(run.RunId))).Rows);
    }

    [Fact]
    public async Task An_attempt_that_is_asked_for_is_read_whether_it_is_open_or_not()
    {
        var run = Make.FanOut(1, 4, 5);
        var first = Make.Closed(Make.Row(run, 2), DispatchOutcome.Failed);
        var again = Make.Row(run, 2, attempt: 2);
        await RunWithAsync(run, Make.Row(run, 1), first, again);

        Assert.Equal([first], (await LoadAsync(new(run.RunId) { Attempts = [(2, 1), (2, 3), (9, 1)] })).Rows);
        Assert.Equal([first, again], (await LoadAsync(new(run.RunId) { Seqs = [2], Attempts = [(2, 1), (2, 2)] })).Rows);
    }

    [Fact]
    public async Task Releases_are_the_next_rows_of_the_fan_out_that_are_not_released_yet()
    {
        var run = Make.FanOut(first: 3, count: 8, next: 5);
        await RunWithAsync(run, [Make.Row(run, 3), Make.Row(run, 4), .. Enumerable.Range(5, 6).Select(seq => Make.Held(run, seq))]);

        Assert.Equal([5, 6, 7], (await LoadAsync(new(run.RunId) { Releases = 3 })).Rows.Select(r => r.Seq));
        Assert.Equal([3, 5], (await LoadAsync(new(run.RunId) { Seqs = [3], Releases = 1 })).Rows.Select(r => r.Seq));
        Assert.Equal([5, 6, 7, 8, 9, 10], (await LoadAsync(new(run.RunId) { Releases = 100 })).Rows.Select(r => r.Seq));
    }

    [Fact]
    public async Task A_row_asked_for_twice_comes_once()
    {
        var run = Make.FanOut(first: 1, count: 3, next: 2);
        await RunWithAsync(run, Make.Row(run, 1), Make.Held(run, 2), Make.Held(run, 3));

        var rows = (await LoadAsync(new(run.RunId) { Seqs = [1, 2], Releases = 2, Open = true, Unfinished = true })).Rows;

        Assert.Equal([1, 2, 3], rows.Select(r => r.Seq));
    }

    [Fact]
    public async Task Unfinished_is_the_last_attempt_of_every_step_of_the_group_that_has_not_ended_well()
    {
        var run = Make.FanOut(first: 2, count: 6, next: 8);
        Dispatch[] rows =
        [
            Make.Closed(Make.Row(run, 1), DispatchOutcome.Failed), // before the group
            Make.Closed(Make.Row(run, 2), DispatchOutcome.Failed),
            Make.Closed(Make.Row(run, 2, 2), DispatchOutcome.Failed),
            Make.Closed(Make.Row(run, 3), DispatchOutcome.Lost),
            Make.Closed(Make.Row(run, 3, 2)),
            Make.Closed(Make.Row(run, 4)),
            Make.Closed(Make.Row(run, 5), DispatchOutcome.Superseded),
            Make.Closed(Make.Held(run, 6), DispatchOutcome.Superseded),
            Make.Row(run, 7),
            Make.Row(run, 8), // after the group
        ];
        await RunWithAsync(run, rows);

        Assert.Equal([rows[2], rows[6], rows[7], rows[8]], (await LoadAsync(new(run.RunId) { Unfinished = true })).Rows);
    }

    [Fact]
    public async Task Open_is_every_open_row_of_the_group_held_ones_among_them()
    {
        var run = Make.FanOut(first: 2, count: 4, next: 4);
        var again = Make.Row(run, 3, attempt: 2);
        await RunWithAsync(run, Make.Row(run, 1), Make.Closed(Make.Row(run, 2)), Make.Closed(Make.Row(run, 3), DispatchOutcome.Failed), again, Make.Held(run, 4), Make.Held(run, 5));

        Assert.Equal([(3, 2), (4, 1), (5, 1)], (await LoadAsync(new(run.RunId) { Open = true })).Rows.Select(r => (r.Seq, r.Attempt)));
    }

    [Fact]
    public async Task A_run_without_a_group_has_no_rows_of_one()
    {
        var run = Make.Run() with { Group = null };
        await RunWithAsync(run, Make.Row(run, 1));

        Assert.Empty((await LoadAsync(new(run.RunId) { Open = true, Unfinished = true, Releases = 3 })).Rows);
    }

    [Fact]
    public async Task Rows_of_other_runs_are_never_mixed_in()
    {
        var a = Make.Run();
        var b = Make.Run();
        await RunWithAsync(a, Make.Row(a, 1));
        await RunWithAsync(b, Make.Row(b, 1), Make.Row(b, 2));

        var loaded = await Runs.LoadAsync([new(a.RunId) { Seqs = [1, 2] }, new(b.RunId) { Seqs = [2] }], Ct);

        Assert.Equal([(a.RunId, 1)], loaded[0].Rows.Select(r => (r.RunId, r.Seq)));
        Assert.Equal([(b.RunId, 2)], loaded[1].Rows.Select(r => (r.RunId, r.Seq)));
    }

    [Fact]
    public async Task Kept_signals_come_unasked_and_taken_ones_by_their_client_key()
    {
        var run = Make.Run() with { KeptSignals = 2, SignalsTaken = 4 };
        await CommitAsync(Make.Insert(run) with
        {
            NewSignals = [Make.Signal(run, 1, takenAt: Make.At(9)), Make.Signal(run, 2), Make.Signal(run, 3, takenAt: Make.At(9)), Make.Signal(run, 4)],
        });

        Assert.Equal([2, 4], (await LoadAsync(new(run.RunId))).Signals.Select(s => s.No));
        Assert.Equal([1, 2, 4], (await LoadAsync(new(run.RunId) { SignalKeys = ["key-1", "key-2", "unheard"] })).Signals.Select(s => s.No));
    }

    [Fact]
    public async Task Documents_left_at_the_door_come_for_the_attempts_asked_for()
    {
        var (run, row) = await SentAsync();
        await LeaveAsync(row, PayloadKind.State, """{"s":1}""");
        await LeaveAsync(row, PayloadKind.Next, """{"n":1}""");

        var loaded = await LoadAsync(new(run.RunId) { Payloads = [(1, 1), (1, 2)] });

        Assert.Equal(
            [new StoredPayload(1, 1, PayloadKind.State, """{"s":1}"""), new StoredPayload(1, 1, PayloadKind.Next, """{"n":1}""")],
            loaded.Payloads.OrderBy(p => p.Kind));
        Assert.Empty((await LoadAsync(new(run.RunId))).Payloads);
        Assert.Empty((await LoadAsync(new(run.RunId) { Payloads = [(1, 2), (2, 1)] })).Payloads);
    }

    [Fact]
    public async Task A_document_that_is_not_complete_is_not_there()
    {
        var (run, row) = await SentAsync();
        var piece = new WritePayload { RunId = row.RunId, Seq = 1, Attempt = 1, Nonce = row.Nonce, Kind = PayloadKind.State, Total = 10, Bytes = [(byte)'[', (byte)'1'] };
        Assert.True(await Door.WritePayloadAsync(piece, Ct));

        Assert.Empty((await LoadAsync(new(run.RunId) { Payloads = [(1, 1)] })).Payloads);
    }

    [Fact]
    public async Task A_run_is_found_by_its_key()
    {
        var run = await CommitAsync(Make.Insert(Make.Run("a", "acme", "Ticket 7 / ä")));
        await CommitAsync(Make.Insert(Make.Run("a", "acme")));

        Assert.Equal(run.RunId, await Runs.FindByKeyAsync("acme", "a", "Ticket 7 / ä", Ct));
        Assert.Null(await Runs.FindByKeyAsync("acme", "a", "ticket 7 / ä", Ct));
        Assert.Null(await Runs.FindByKeyAsync("acme", "b", "Ticket 7 / ä", Ct));
        Assert.Null(await Runs.FindByKeyAsync("other", "a", "Ticket 7 / ä", Ct));
    }

    [Fact]
    public async Task R12_Which_causes_made_a_transition_can_be_asked()
    {
        var (mine, other, never) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var run = await CommitAsync(Make.Insert(Make.Run()).CausedBy(mine));
        var another = await CommitAsync(Make.Insert(Make.Run()).CausedBy(other));

        Assert.Equal([mine], await Runs.FindCommittedAsync([(run.RunId, mine), (run.RunId, never), (run.RunId, other), (Guid.CreateVersion7(), other)], Ct));
        Assert.Equal(2, (await Runs.FindCommittedAsync([(run.RunId, mine), (another.RunId, other)], Ct)).Count);
        Assert.Empty(await Runs.FindCommittedAsync([], Ct));
    }

    private async Task LeaveAsync(Dispatch row, PayloadKind kind, string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Assert.True(await Door.WritePayloadAsync(new() { RunId = row.RunId, Seq = row.Seq, Attempt = row.Attempt, Nonce = row.Nonce, Kind = kind, Total = bytes.Length, Bytes = bytes }, Ct));
    }
}
