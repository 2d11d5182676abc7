using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Contracts;
using QueueAgents.Samples.Refunds;
using QueueAgents.Testing;
using Xunit;

namespace QueueAgents.Unit.Samples;

/// <summary>The sample, tested with the kit its reader tests with.</summary>
public sealed class RefundsTests
{
    private readonly FleetTest _test = FleetTest.With(worker => worker.AddRefunds(), services => services.AddSingleton<IShop, LedgerShop>());

    [Fact]
    public Task A_small_refund_needs_nobody() => _test.Run(async fleet =>
    {
        var decision = await fleet.Run<RefundDecision>(RefundsAgent.Name, "Order A-1 came broken. Refund 25.50 EUR.");
        Assert.Equal(("A-1", 25.50m, LetterFate.Sent), (decision.OrderId, decision.Refunded, decision.Letter));
        Assert.Equal(["refund", "letter"], fleet.Ledger.Calls.Select(call => call.Effect));
    });

    [Fact]
    public Task A_large_one_waits_two_days_for_somebody_and_is_then_not_made() => _test.Run(async fleet =>
    {
        var began = fleet.Time.GetUtcNow();
        var decision = await fleet.Run<RefundDecision>(RefundsAgent.Name, "Refund A-2.");
        Assert.Equal((0m, LetterFate.Sent), (decision.Refunded, decision.Letter));
        Assert.Contains("Nobody has approved this call in time", decision.Reason, StringComparison.Ordinal);
        Assert.Empty(fleet.Ledger.Of("refund"));
        Assert.InRange(fleet.Time.GetUtcNow() - began, TimeSpan.FromDays(2), TimeSpan.FromDays(2.1));
    });

    [Fact]
    public Task A_denied_one_is_not_made_and_the_reason_is_in_the_decision() => _test.Run(async fleet =>
    {
        var run = await fleet.Start(RefundsAgent.Name, "Refund A-2.");
        var asked = await fleet.Asks(run);
        Assert.Equal(("refund", """{"amount":250,"orderId":"A-2"}"""), (asked.Tool, asked.Arguments.Canonical().Text));

        await fleet.Deny(asked, "it was used for a year");

        Assert.Contains("it was used for a year", (await fleet.Result<RefundDecision>(run)).Reason, StringComparison.Ordinal);
        Assert.Empty(fleet.Ledger.Of("refund"));
    });

    [Fact]
    public async Task R11_Killed_at_every_point_it_refunds_once_and_never_posts_a_second_letter()
    {
        var unknown = 0;
        var points = await _test.KillAtEveryPoint(async fleet =>
        {
            var run = await fleet.Start(RefundsAgent.Name, "Refund A-2.");
            await fleet.Approve(await fleet.Asks(run), "a good customer");
            var decision = await fleet.Result<RefundDecision>(run);

            Assert.Equal(250m, decision.Refunded);
            Assert.Single(fleet.Ledger.Booked, entry => entry.Effect == "refund");
            Assert.Empty(fleet.Ledger.Changed);
            Assert.True(fleet.Ledger.Of("letter").Count <= 1, "A second letter was posted.");
            if (decision.Letter == LetterFate.Sent) Assert.Single(fleet.Ledger.Of("letter"));
            else unknown++;
            Assert.Equal(decision.Letter == LetterFate.Unknown, (await fleet.Transcript(run)).Any(message => message.Text!.Contains("Nobody knows whether 'send_letter' was done", StringComparison.Ordinal)));
        });

        Assert.InRange(points, 20, 200);
        Assert.InRange(unknown, 1, 10); // Between its claim and its record nobody can know.
    }

    [Fact]
    public Task Everything_delivered_twice_it_does_everything_once() => _test.DeliverEverythingTwice(async fleet =>
    {
        var run = await fleet.Start(RefundsAgent.Name, "Refund A-2.");
        await fleet.Approve(await fleet.Asks(run));
        Assert.Equal(250m, (await fleet.Result<RefundDecision>(run)).Refunded);
        Assert.Single(fleet.Ledger.Booked, entry => entry.Effect == "refund");
        Assert.Single(fleet.Ledger.Of("letter"));
    });
}
