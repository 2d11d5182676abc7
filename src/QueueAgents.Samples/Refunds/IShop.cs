namespace QueueAgents.Samples.Refunds;

/// <summary>The world outside the agent: orders, a provider of payments, the post. Register your own before the samples are added.</summary>
public interface IShop
{
    /// <summary>An order; null where there is none.</summary>
    Task<Order?> FindAsync(string orderId, CancellationToken ct);

    /// <summary>Pays money back.</summary>
    /// <param name="order">For what.</param>
    /// <param name="amount">In euros.</param>
    /// <param name="key">The provider knows a request by it: the same key again is the same refund, and money moves once.</param>
    /// <param name="ct">Stops waiting; it may have happened.</param>
    /// <returns>The receipt's number, the same for the same key.</returns>
    Task<string> RefundAsync(Order order, decimal amount, string key, CancellationToken ct);

    /// <summary>Posts a letter. The post knows no keys: twice posted is twice delivered.</summary>
    Task PostAsync(Letter letter, CancellationToken ct);
}
