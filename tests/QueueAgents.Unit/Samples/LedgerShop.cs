using QueueAgents.Samples.Refunds;
using QueueAgents.Testing;

namespace QueueAgents.Unit.Samples;

/// <summary>The shop as a scenario sees it: every call is in the ledger, and it outlives the fleet.</summary>
internal sealed class LedgerShop(EffectLedger ledger) : IShop
{
    public Task<Order?> FindAsync(string orderId, CancellationToken ct)
        => Task.FromResult(orderId == "A-1" ? new Order("A-1", "Ada", "a lamp", 60) : orderId == "A-2" ? new Order("A-2", "Ben", "a desk", 250) : null);

    public Task<string> RefundAsync(Order order, decimal amount, string key, CancellationToken ct)
    {
        ledger.Add("refund", key, new { order.Id, amount });
        return Task.FromResult($"receipt of {key}");
    }

    public Task PostAsync(Letter letter, CancellationToken ct)
    {
        ledger.Add("letter", letter.Reference, letter);
        return Task.CompletedTask;
    }
}
