using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Conformance;

/// <summary>What a commit does to the rows around a run: attempts, signals, effects, documents at the door.</summary>
public abstract class RowsSuite<TFixture> : StoreSuite<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_changed_row_gets_its_phase_due_time_owner_and_closing_columns()
    {
        var run = Make.FanOut(first: 1, count: 2, next: 3);
        var (first, second) = (Make.Row(run, 1), Make.Held(run, 2));
        await RunWithAsync(run, first, second);
        var closed = Make.Closed(first, DispatchOutcome.Failed, """{"r":1}""") with
        {
            Phase = DispatchPhase.Leased,
            Owner = "w-9",
            Error = new StepError { Type = "timeout", Message = "It took too long." },
            Took = TimeSpan.FromMicroseconds(1_234_567),
        };
        var released = second with { Phase = DispatchPhase.Unsent, DueAt = Make.At(77), Owner = "w-1" };

        await CommitAsync(Make.Next(run) with { ChangedRows = [closed, released] });

        Assert.Equal([closed, released], (await LoadAsync(new(run.RunId) { Unfinished = true })).Rows);
    }

    [Fact]
    public async Task A_step_is_closed_and_the_next_one_opened_in_one_commit()
    {
        var (run, row) = await SentAsync();
        var next = Make.Row(run, 2);
        await CommitAsync(Make.Next(run) with { ChangedRows = [Make.Closed(row)], NewRows = [next] });

        Assert.Equal([next], (await LoadAsync(new(run.RunId) { Seqs = [1, 2] })).Rows);
    }

    [Fact]
    public async Task R3_A_step_has_one_open_attempt()
    {
        var (run, row) = await SentAsync();
        await RefusedAsync(Make.Next(run) with { NewRows = [Make.Row(run, 1, attempt: 2)] });
        Assert.Equal([row], (await LoadAsync(new(run.RunId) { Seqs = [1] })).Rows);
    }

    [Fact]
    public async Task R3_Another_attempt_follows_where_the_one_before_is_closed_in_the_same_commit()
    {
        var (run, row) = await SentAsync();
        var again = Make.Row(run, 1, attempt: 2) with { Failures = 1, Lost = 2 };
        await CommitAsync(Make.Next(run) with { ChangedRows = [Make.Closed(row, DispatchOutcome.Failed)], NewRows = [again] });
        Assert.Equal(again, await OpenRowAsync(run.RunId));
    }

    [Fact]
    public async Task R3_An_attempt_is_never_made_twice()
    {
        var (run, row) = await SentAsync();
        run = await CommitAsync(Make.Next(run) with { ChangedRows = [Make.Closed(row)] });
        await RefusedAsync(Make.Next(run) with { NewRows = [Make.Row(run, 1)] });
    }

    [Fact]
    public async Task Supersede_closes_every_open_row_of_this_run_only()
    {
        var run = Make.FanOut(first: 1, count: 4, next: 4);
        var done = Make.Closed(Make.Row(run, 1), result: "1");
        await RunWithAsync(run, done, Make.Leased(run, 2, "w", Make.At(30)), Make.Row(run, 3), Make.Held(run, 4));
        var (other, otherRow) = await SentAsync();

        var after = await CommitAsync(Make.Next(run, RunState.Failed) with { SupersedeOpen = true });

        var loaded = await LoadAsync(new(run.RunId) { Open = true, Unfinished = true });
        Assert.Equal([2, 3, 4], loaded.Rows.Select(r => r.Seq));
        Assert.All(loaded.Rows, row =>
        {
            Assert.Equal(DispatchOutcome.Superseded, row.Outcome);
            Assert.Equal(after.UpdatedAt, row.EndedAt);
            Assert.Null(row.DueAt);
        });
        Assert.Equal(otherRow, await OpenRowAsync(other.RunId));
    }

    [Fact]
    public async Task Supersede_spares_the_rows_that_are_new_in_the_same_change()
    {
        var (run, row) = await SentAsync();
        var (open, again) = (Make.Row(run, 2), Make.Row(run, 1, attempt: 2));
        await CommitAsync(Make.Next(run) with { SupersedeOpen = true, NewRows = [open, again] });

        Assert.Equal([again, open], (await LoadAsync(new(run.RunId) { Seqs = [1, 2] })).Rows);
        Assert.False(await Door.ClaimStepAsync(Make.ClaimBy(row, "w"), Make.Now, Make.At(30), Ct));
    }

    [Fact]
    public async Task Supersede_does_not_touch_the_outcome_of_a_row_closed_in_the_same_change()
    {
        var (run, row) = await SentAsync();
        var closed = Make.Closed(row, DispatchOutcome.Failed) with { Error = new StepError { Type = "fail", Message = "no" } };
        await CommitAsync(Make.Next(run, RunState.Failed) with { SupersedeOpen = true, ChangedRows = [closed] });
        Assert.Equal(closed, await UnfinishedRowAsync(run.RunId));
    }

    [Fact]
    public async Task Supersede_drops_the_documents_nobody_will_ask_for()
    {
        var (run, row) = await SentAsync();
        await LeaveAsync(row);
        await CommitAsync(Make.Next(run, RunState.Cancelled) with { SupersedeOpen = true });
        Assert.Empty((await LoadAsync(new(run.RunId) { Payloads = [(1, 1)] })).Payloads);
    }

    [Fact]
    public async Task A_row_may_be_born_closed()
    {
        var run = Make.FanOut(1, 1, 2);
        var row = Make.Closed(Make.Row(run, 1), DispatchOutcome.Superseded);
        await RunWithAsync(run, row);
        Assert.Equal(row, await UnfinishedRowAsync(run.RunId));
        Assert.Null(await OpenRowAsync(run.RunId));
    }

    [Fact]
    public async Task A_signal_is_kept_until_a_wait_takes_it()
    {
        var run = await CommitAsync(Make.Insert(Make.Run()));
        run = await CommitAsync(Make.Next(run) with { NewSignals = [Make.Signal(run, 1), Make.Signal(run, 2)] });
        var after = await CommitAsync(Make.Next(run) with { TakenSignals = [1] });

        Assert.Equal([Make.Signal(run, 2)], (await LoadAsync(new(run.RunId))).Signals);
        var both = (await LoadAsync(new(run.RunId) { SignalKeys = ["key-1"] })).Signals;
        Assert.Equal([Make.Signal(run, 1) with { TakenAt = after.UpdatedAt }, Make.Signal(run, 2)], both);
    }

    [Fact]
    public async Task A_signal_is_unique_by_its_client_key_in_its_run()
    {
        var run = await CommitAsync(Make.Insert(Make.Run()));
        run = await CommitAsync(Make.Next(run) with { NewSignals = [Make.Signal(run, 1, "same", takenAt: Make.Now)] });
        await RefusedAsync(Make.Next(run) with { NewSignals = [Make.Signal(run, 2, "same")] });
        await CommitAsync(Make.Next(run) with { NewSignals = [Make.Signal(run, 2, "SAME")] });

        var other = await CommitAsync(Make.Insert(Make.Run()));
        await CommitAsync(Make.Next(other) with { NewSignals = [Make.Signal(other, 1, "same")] });
    }

    [Fact]
    public async Task Spent_documents_are_gone_and_others_stay()
    {
        var run = Make.FanOut(1, 2, 3);
        var (a, b) = (Make.Row(run, 1), Make.Row(run, 2));
        await RunWithAsync(run, a, b);
        await LeaveAsync(a);
        await LeaveAsync(b);

        await CommitAsync(Make.Next(run) with { ChangedRows = [Make.Closed(a)], SpentPayloads = [(1, 1), (7, 7)] });

        Assert.Equal([2], (await LoadAsync(new(run.RunId) { Payloads = [(1, 1), (2, 1)] })).Payloads.Select(p => p.Seq));
    }

    [Fact]
    public async Task R11_An_effect_that_came_with_an_outcome_is_recorded_for_every_later_attempt()
    {
        var (run, row) = await SentAsync();
        var again = Make.Row(run, 1, attempt: 2);
        await CommitAsync(Make.Next(run) with
        {
            ChangedRows = [Make.Closed(row, DispatchOutcome.Failed)],
            NewRows = [again],
            Effects = [Make.Effect(row, "mail", """{"id":7}"""), Make.Effect(row, "void", null)],
        });

        Assert.Equal(new EffectAnswer { Verdict = EffectVerdict.Recorded, Result = new Json("""{"id":7}""") }, await Door.ClaimEffectAsync(Make.ClaimEffect(again), Make.Now, Ct));
        Assert.Equal(new EffectAnswer { Verdict = EffectVerdict.Recorded }, await Door.ClaimEffectAsync(Make.ClaimEffect(again, "void"), Make.Now, Ct));
        Assert.Equal(EffectVerdict.OtherArguments, (await Door.ClaimEffectAsync(Make.ClaimEffect(again, argsHash: "else"), Make.Now, Ct))!.Verdict);
        Assert.Equal(EffectVerdict.Granted, (await Door.ClaimEffectAsync(Make.ClaimEffect(again, "MAIL"), Make.Now, Ct))!.Verdict);
    }

    [Theory]
    [InlineData("\"first\"")]
    [InlineData(null)]
    public async Task R11_A_recorded_effect_stays_as_it_is(string? first)
    {
        var (run, row) = await SentAsync();
        run = await CommitAsync(Make.Next(run) with { Effects = [Make.Effect(row, "mail", first)] });
        await CommitAsync(Make.Next(run) with { Effects = [Make.Effect(row, "mail", "\"second\"", "else")] });

        Assert.Equal(new EffectAnswer { Verdict = EffectVerdict.Recorded, Result = new Json(first) }, await Door.ClaimEffectAsync(Make.ClaimEffect(row), Make.Now, Ct));
    }

    [Fact]
    public async Task R11_Of_one_effect_twice_in_a_change_the_first_is_recorded()
    {
        var (run, row) = await SentAsync();
        await CommitAsync(Make.Next(run) with { Effects = [Make.Effect(row, "mail", "1"), Make.Effect(row, "mail", "2")] });
        Assert.Equal(new Json("1"), (await Door.ClaimEffectAsync(Make.ClaimEffect(row), Make.Now, Ct))!.Result);
    }

    [Fact]
    public async Task R11_An_outcome_settles_an_effect_that_was_only_claimed()
    {
        var (run, row) = await SentAsync();
        Assert.Equal(EffectVerdict.Granted, (await Door.ClaimEffectAsync(Make.ClaimEffect(row), Make.Now, Ct))!.Verdict);
        await CommitAsync(Make.Next(run) with { Effects = [Make.Effect(row, "mail", "1")] });
        Assert.Equal(new EffectAnswer { Verdict = EffectVerdict.Recorded, Result = new Json("1") }, await Door.ClaimEffectAsync(Make.ClaimEffect(row), Make.Now, Ct));
    }

    private async Task LeaveAsync(Dispatch row)
        => Assert.True(await Door.WritePayloadAsync(new() { RunId = row.RunId, Seq = row.Seq, Attempt = row.Attempt, Nonce = row.Nonce, Kind = PayloadKind.Next, Total = 1, Bytes = [(byte)'1'] }, Ct));
}
