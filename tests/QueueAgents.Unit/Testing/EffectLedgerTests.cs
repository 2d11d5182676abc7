using QueueAgents.Testing;
using Xunit;

namespace QueueAgents.Unit.Testing;

public sealed class EffectLedgerTests
{
    private readonly EffectLedger _ledger = new();

    [Fact]
    public void Every_call_is_written_down_and_each_key_is_booked_once()
    {
        Assert.True(_ledger.Add("refund", "run/1", new { amount = 5 }));
        Assert.False(_ledger.Add("refund", "run/1", new { amount = 5 }));
        Assert.True(_ledger.Add("letter", "run/1"));

        Assert.Equal(3, _ledger.Calls.Count);
        Assert.Equal(["refund run/1", "letter run/1"], _ledger.Booked.Select(entry => $"{entry.Effect} {entry.Key}"));
        Assert.Equal("refund", Assert.Single(_ledger.Repeated).Effect);
        Assert.Empty(_ledger.Changed);
        Assert.Equal(2, _ledger.Of("refund").Count);
    }

    [Fact]
    public void A_key_that_comes_back_with_other_arguments_is_found()
    {
        _ledger.Add("refund", "run/1", new { amount = 5 });
        _ledger.Add("refund", "run/1", new { amount = 9999 });
        Assert.Equal("""{"amount":9999}""", Assert.Single(_ledger.Changed).Arguments.Text);
    }
}
