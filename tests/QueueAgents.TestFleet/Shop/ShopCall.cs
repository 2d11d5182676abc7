using QueueAgents.Contracts;

namespace QueueAgents.TestFleet;

/// <summary>One call of the shop, as the shop saw it.</summary>
/// <param name="Effect"><c>order</c>, <c>refund</c> or <c>letter</c>.</param>
/// <param name="Key">The effect key of the call; of <c>order</c>, the order.</param>
/// <param name="Arguments">With what.</param>
/// <param name="Pid">Of the worker that called.</param>
public sealed record ShopCall(string Effect, string Key, Json Arguments, int Pid)
{
    public const string Order = "order";
    public const string Refund = "refund";
    public const string Letter = "letter";
}

/// <summary>A refund on the books of the provider: it has one for each key, however often it was asked.</summary>
public sealed record BookedRefund(string Key, string OrderId, decimal Amount);

/// <param name="OrderId">What is paid back.</param>
/// <param name="Amount">How much of it.</param>
public sealed record RefundRequest(string OrderId, decimal Amount);
