using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using Xunit;

namespace QueueAgents.Conformance;

/// <summary>Effects: claimed before, recorded after, the same over attempts.</summary>
public abstract class EffectSuite<TFixture> : StoreSuite<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task R11_An_effect_is_claimed_done_and_recorded_once()
    {
        var (_, row) = await SentAsync();
        var claim = Make.ClaimEffect(row);

        Assert.Equal(new EffectAnswer { Verdict = EffectVerdict.Granted }, await Door.ClaimEffectAsync(claim, Make.Now, Ct));
        Assert.True(await Door.RecordEffectAsync(Make.Record(claim, """{"id":7}"""), Make.Now, Ct));

        Assert.Equal(
            new EffectAnswer { Verdict = EffectVerdict.Recorded, Result = new Json("""{"id":7}""") },
            await Door.ClaimEffectAsync(Make.ClaimEffect(row), Make.Now, Ct));
    }

    [Fact]
    public async Task R11_What_an_earlier_attempt_recorded_is_known_to_the_next()
    {
        var (run, row) = await SentAsync();
        var claim = Make.ClaimEffect(row);
        await Door.ClaimEffectAsync(claim, Make.Now, Ct);
        Assert.True(await Door.RecordEffectAsync(Make.Record(claim, "1"), Make.Now, Ct));
        var again = await AgainAsync(run, row);

        Assert.Equal(new EffectAnswer { Verdict = EffectVerdict.Recorded, Result = new Json("1") }, await Door.ClaimEffectAsync(Make.ClaimEffect(again), Make.Now, Ct));
    }

    [Fact]
    public async Task The_same_claim_is_granted_again_because_its_answer_may_have_been_lost()
    {
        var (_, row) = await SentAsync();
        var claim = Make.ClaimEffect(row);
        Assert.Equal(EffectVerdict.Granted, (await Door.ClaimEffectAsync(claim, Make.Now, Ct))!.Verdict);
        Assert.Equal(EffectVerdict.Granted, (await Door.ClaimEffectAsync(claim, Make.At(1), Ct))!.Verdict);
    }

    [Fact]
    public async Task R11_An_at_most_once_effect_whose_outcome_is_unknown_is_never_done_again()
    {
        var (run, row) = await SentAsync();
        await Door.ClaimEffectAsync(Make.ClaimEffect(row), Make.Now, Ct);

        Assert.Equal(EffectVerdict.Unknown, (await Door.ClaimEffectAsync(Make.ClaimEffect(row), Make.Now, Ct))!.Verdict);
        var again = await AgainAsync(run, row);
        Assert.Equal(EffectVerdict.Unknown, (await Door.ClaimEffectAsync(Make.ClaimEffect(again), Make.Now, Ct))!.Verdict);
        Assert.Equal(EffectVerdict.Unknown, (await Door.ClaimEffectAsync(Make.ClaimEffect(again, argsHash: "else"), Make.Now, Ct))!.Verdict);
    }

    [Theory]
    [InlineData(EffectClass.Idempotent)]
    [InlineData(EffectClass.ReadOnly)]
    public async Task R11_An_effect_that_may_be_repeated_is_granted_again_where_its_outcome_is_unknown(EffectClass repeatable)
    {
        var (run, row) = await SentAsync();
        var first = Make.ClaimEffect(row, @class: repeatable);
        Assert.Equal(EffectVerdict.Granted, (await Door.ClaimEffectAsync(first, Make.Now, Ct))!.Verdict);
        var again = await AgainAsync(run, row);
        var second = Make.ClaimEffect(again, @class: repeatable);

        Assert.Equal(EffectVerdict.Granted, (await Door.ClaimEffectAsync(second, Make.Now, Ct))!.Verdict);
        Assert.True(await Door.RecordEffectAsync(Make.Record(second, "2"), Make.Now, Ct));
        Assert.Equal(EffectVerdict.Recorded, (await Door.ClaimEffectAsync(Make.ClaimEffect(again, @class: repeatable), Make.Now, Ct))!.Verdict);
    }

    [Fact]
    public async Task R11_An_effect_that_was_at_most_once_in_either_claim_is_at_most_once()
    {
        var (_, row) = await SentAsync();
        await Door.ClaimEffectAsync(Make.ClaimEffect(row, "a", EffectClass.Idempotent), Make.Now, Ct);
        await Door.ClaimEffectAsync(Make.ClaimEffect(row, "b", EffectClass.AtMostOnce), Make.Now, Ct);

        Assert.Equal(EffectVerdict.Unknown, (await Door.ClaimEffectAsync(Make.ClaimEffect(row, "a", EffectClass.AtMostOnce), Make.Now, Ct))!.Verdict);
        Assert.Equal(EffectVerdict.Unknown, (await Door.ClaimEffectAsync(Make.ClaimEffect(row, "b", EffectClass.Idempotent), Make.Now, Ct))!.Verdict);
    }

    [Fact]
    public async Task R11_A_recorded_result_is_never_given_for_other_arguments()
    {
        var (_, row) = await SentAsync();
        var claim = Make.ClaimEffect(row);
        await Door.ClaimEffectAsync(claim, Make.Now, Ct);
        await Door.RecordEffectAsync(Make.Record(claim, "1"), Make.Now, Ct);

        Assert.Equal(new EffectAnswer { Verdict = EffectVerdict.OtherArguments }, await Door.ClaimEffectAsync(Make.ClaimEffect(row, argsHash: "else"), Make.Now, Ct));
    }

    [Fact]
    public async Task An_effect_that_returned_nothing_is_recorded_too()
    {
        var (_, row) = await SentAsync();
        var claim = Make.ClaimEffect(row);
        await Door.ClaimEffectAsync(claim, Make.Now, Ct);
        Assert.True(await Door.RecordEffectAsync(Make.Record(claim, null), Make.Now, Ct));
        Assert.Equal(new EffectAnswer { Verdict = EffectVerdict.Recorded }, await Door.ClaimEffectAsync(Make.ClaimEffect(row), Make.Now, Ct));
    }

    [Fact]
    public async Task Recording_the_same_again_is_accepted_and_changes_nothing()
    {
        var (_, row) = await SentAsync();
        var claim = Make.ClaimEffect(row);
        await Door.ClaimEffectAsync(claim, Make.Now, Ct);
        Assert.True(await Door.RecordEffectAsync(Make.Record(claim, "1"), Make.Now, Ct));
        Assert.True(await Door.RecordEffectAsync(Make.Record(claim, "2"), Make.Now, Ct));
        Assert.Equal(new Json("1"), (await Door.ClaimEffectAsync(Make.ClaimEffect(row), Make.Now, Ct))!.Result);
    }

    [Fact]
    public async Task Nothing_is_recorded_under_the_claim_of_another()
    {
        var (_, row) = await SentAsync();
        var claim = Make.ClaimEffect(row);
        await Door.ClaimEffectAsync(claim, Make.Now, Ct);

        Assert.False(await Door.RecordEffectAsync(Make.Record(Make.ClaimEffect(row), "1"), Make.Now, Ct));
        Assert.False(await Door.RecordEffectAsync(Make.Record(Make.ClaimEffect(row, "unclaimed"), "1"), Make.Now, Ct));
        Assert.Equal(EffectVerdict.Granted, (await Door.ClaimEffectAsync(claim, Make.Now, Ct))!.Verdict);
    }

    [Fact]
    public async Task Effects_of_other_names_steps_and_runs_are_other_effects()
    {
        var run = Make.Run();
        var (a, b) = (Make.Row(run, 1), Make.Row(run, 2));
        await RunWithAsync(run, a, b);
        var (_, c) = await SentAsync();
        foreach (var claim in new[] { Make.ClaimEffect(a), Make.ClaimEffect(a, "Mail"), Make.ClaimEffect(a, "mail "), Make.ClaimEffect(b), Make.ClaimEffect(c) })
            Assert.Equal(EffectVerdict.Granted, (await Door.ClaimEffectAsync(claim, Make.Now, Ct))!.Verdict);
    }

    [Fact]
    public async Task R3_Only_the_open_attempt_with_its_nonce_may_claim_or_record()
    {
        var (run, row) = await SentAsync();
        var claim = Make.ClaimEffect(row);
        await Door.ClaimEffectAsync(claim, Make.Now, Ct);

        Assert.Null(await Door.ClaimEffectAsync(claim with { Nonce = Guid.NewGuid() }, Make.Now, Ct));
        Assert.Null(await Door.ClaimEffectAsync(claim with { Attempt = 2 }, Make.Now, Ct));
        Assert.Null(await Door.ClaimEffectAsync(claim with { Seq = 2 }, Make.Now, Ct));
        Assert.False(await Door.RecordEffectAsync(Make.Record(claim, "1") with { Nonce = Guid.NewGuid() }, Make.Now, Ct));
        Assert.False(await Door.RecordEffectAsync(Make.Record(claim, "1") with { Attempt = 2 }, Make.Now, Ct));

        await CloseAsync(run, row);
        Assert.Null(await Door.ClaimEffectAsync(claim, Make.Now, Ct));
        Assert.Null(await Door.ClaimEffectAsync(Make.ClaimEffect(row, "new"), Make.Now, Ct));
        Assert.False(await Door.RecordEffectAsync(Make.Record(claim, "1"), Make.Now, Ct));
    }

    [Fact]
    public async Task Of_many_who_claim_at_once_one_may_do_it()
    {
        var (_, row) = await SentAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Door.ClaimEffectAsync(Make.ClaimEffect(row), Make.Now, Ct), Ct)));

        Assert.Single(answers, a => a!.Verdict == EffectVerdict.Granted);
        Assert.Equal(7, answers.Count(a => a!.Verdict == EffectVerdict.Unknown));
    }

    private async Task<Dispatch> AgainAsync(RunFacts run, Dispatch row)
    {
        var again = Make.Row(run, row.Seq, row.Attempt + 1);
        await CommitAsync(Make.Next(run) with { ChangedRows = [Make.Closed(row, DispatchOutcome.Lost)], NewRows = [again] });
        return again;
    }
}
