using QueueAgents.Contracts;
using QueueAgents.Samples.Refunds;

namespace QueueAgents.TestFleet;

/// <summary>The shop as workers of the sample see it: in another process.</summary>
internal sealed class RemoteShop(int port) : IShop
{
    public async Task<Order?> FindAsync(string orderId, CancellationToken ct) => new Json(await CallAsync(ShopCall.Order, orderId, Json.None, ct)).As<Order>();

    public Task<string> RefundAsync(Order order, decimal amount, string key, CancellationToken ct)
        => CallAsync(ShopCall.Refund, key, Json.Of(new RefundRequest(order.Id, amount)), ct);

    public Task PostAsync(Letter letter, CancellationToken ct) => CallAsync(ShopCall.Letter, letter.Reference, Json.Of(letter), ct);

    private Task<string> CallAsync(string effect, string key, Json arguments, CancellationToken ct)
        => LineClient.AskAsync(port, Json.Of(new ShopCall(effect, key, arguments, Environment.ProcessId)).Text!, ct);
}
