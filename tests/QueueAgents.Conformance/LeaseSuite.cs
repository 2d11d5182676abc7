using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using Xunit;

namespace QueueAgents.Conformance;

/// <summary>Who may run an attempt, and for how long.</summary>
public abstract class LeaseSuite<TFixture> : StoreSuite<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Theory]
    [InlineData((int)DispatchPhase.Unsent)]
    [InlineData((int)DispatchPhase.Sent)]
    [InlineData((int)DispatchPhase.Unserved)]
    public async Task A_free_attempt_is_leased_to_who_claims_it(int phase)
    {
        var run = Make.Run();
        var row = Make.Row(run, 1) with { Phase = (DispatchPhase)phase };
        await RunWithAsync(run, row);

        Assert.True(await Door.ClaimStepAsync(Make.ClaimBy(row, "w1"), Make.At(1), Make.At(31), Ct));

        Assert.Equal(row with { Phase = DispatchPhase.Leased, Owner = "w1", DueAt = Make.At(31) }, await OpenRowAsync(run.RunId));
        Same(run, await FactsAsync(run.RunId));
    }

    [Fact]
    public async Task The_holder_may_claim_again()
    {
        var (run, row) = await SentAsync();
        Assert.True(await Door.ClaimStepAsync(Make.ClaimBy(row, "w1"), Make.At(1), Make.At(31), Ct));
        Assert.True(await Door.ClaimStepAsync(Make.ClaimBy(row, "w1"), Make.At(2), Make.At(32), Ct));
        Assert.Equal(Make.At(32), (await OpenRowAsync(run.RunId))!.DueAt);
    }

    [Fact]
    public async Task Nobody_else_may_claim_before_the_lease_has_expired()
    {
        var (run, row) = await SentAsync();
        Assert.True(await Door.ClaimStepAsync(Make.ClaimBy(row, "w1"), Make.At(1), Make.At(31), Ct));

        Assert.False(await Door.ClaimStepAsync(Make.ClaimBy(row, "w2"), Make.At(30.999999), Make.At(61), Ct));
        Assert.Equal("w1", (await OpenRowAsync(run.RunId))!.Owner);
        Assert.True(await Door.ClaimStepAsync(Make.ClaimBy(row, "w2"), Make.At(31), Make.At(61), Ct));
        Assert.Equal("w2", (await OpenRowAsync(run.RunId))!.Owner);
        Assert.False(await Door.ClaimStepAsync(Make.ClaimBy(row, "w1"), Make.At(32), Make.At(62), Ct));
    }

    [Fact]
    public async Task R3_Only_the_open_attempt_with_its_nonce_can_be_claimed()
    {
        var (run, row) = await SentAsync();
        var claim = Make.ClaimBy(row, "w1");

        Assert.False(await Door.ClaimStepAsync(claim with { Nonce = Guid.NewGuid() }, Make.Now, Make.At(30), Ct));
        Assert.False(await Door.ClaimStepAsync(claim with { Attempt = 2 }, Make.Now, Make.At(30), Ct));
        Assert.False(await Door.ClaimStepAsync(claim with { Seq = 2 }, Make.Now, Make.At(30), Ct));
        Assert.False(await Door.ClaimStepAsync(claim with { RunId = Guid.CreateVersion7() }, Make.Now, Make.At(30), Ct));
        await CloseAsync(run, row);
        Assert.False(await Door.ClaimStepAsync(claim, Make.Now, Make.At(30), Ct));
    }

    [Fact]
    public async Task Of_many_workers_who_claim_at_once_one_succeeds()
    {
        var (_, row) = await SentAsync();
        var granted = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Door.ClaimStepAsync(Make.ClaimBy(row, $"w{i}"), Make.Now, Make.At(30), Ct), Ct)));
        Assert.Single(granted, true);
    }

    [Fact]
    public async Task A_beat_extends_what_the_worker_holds_and_names_what_it_has_lost()
    {
        var run = Make.FanOut(1, 6, 7);
        Dispatch[] rows =
        [
            Make.Leased(run, 1, "w1", Make.At(10)),
            Make.Leased(run, 2, "w1", Make.At(11)),
            Make.Leased(run, 3, "w2", Make.At(12)),
            Make.Closed(Make.Leased(run, 4, "w1", Make.At(13)), DispatchOutcome.Superseded),
            Make.Row(run, 5) with { Phase = DispatchPhase.Sent },
            Make.Leased(run, 6, "w1", Make.At(14)),
        ];
        await RunWithAsync(run, rows);
        HeldStep[] lost = [.. rows[2..5].Select(Make.Hold), Make.Hold(rows[5]) with { Nonce = Guid.NewGuid() }, new(Guid.CreateVersion7(), 1, 1, Guid.NewGuid())];

        var answer = await Door.ExtendLeasesAsync("w1", [Make.Hold(rows[0]), Make.Hold(rows[1]), .. lost], Make.At(40), Ct);

        Assert.Equal(lost.ToHashSet(), answer.ToHashSet());
        Assert.Equal(
            [rows[0] with { DueAt = Make.At(40) }, rows[1] with { DueAt = Make.At(40) }, rows[2], rows[4], rows[5]],
            (await LoadAsync(new(run.RunId) { Open = true })).Rows);
    }

    [Fact]
    public async Task An_expired_lease_nobody_has_looked_at_yet_is_still_held()
    {
        var run = Make.Run();
        var row = Make.Leased(run, 1, "w1", Make.At(10));
        await RunWithAsync(run, row);

        Assert.Empty(await Door.ExtendLeasesAsync("w1", [Make.Hold(row)], Make.At(99), Ct));
        Assert.Empty(await Due.TakeDueDispatchesAsync(Make.At(98), TimeSpan.FromSeconds(60), 10, Ct));
    }

    [Fact]
    public async Task A_beat_that_holds_nothing_loses_nothing() => Assert.Empty(await Door.ExtendLeasesAsync("w1", [], Make.Now, Ct));
}
