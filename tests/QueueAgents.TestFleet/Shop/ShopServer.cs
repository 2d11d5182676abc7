using System.Collections.Concurrent;
using System.Globalization;
using QueueAgents.Contracts;
using QueueAgents.Samples.Refunds;

namespace QueueAgents.TestFleet;

/// <summary>
/// The shop as a process of its own. Every call is appended to <c>calls.jsonl</c> before anything else happens; a refund is booked in
/// <c>books.jsonl</c> where its key is new. Then it takes its time to answer, so that callers die between the deed and hearing of it.
/// </summary>
internal static class ShopServer
{
    private const int SlowestMilliseconds = 150;

    /// <summary>Orders with an even number stay below the limit, the others are above it.</summary>
    public static Order OrderOf(string id)
    {
        var number = int.Parse(id.AsSpan(2), CultureInfo.InvariantCulture);
        return new Order(id, $"Customer {number}", "a lamp", number % 2 == 0 ? RefundsAgent.Limit - 40 : RefundsAgent.Limit + 50);
    }

    public static async Task<int> RunAsync(string folder)
    {
        await using var calls = new AppendOnlyFile(Path.Combine(folder, "calls.jsonl"));
        await using var books = new AppendOnlyFile(Path.Combine(folder, "books.jsonl"));
        var keys = new ConcurrentDictionary<string, byte>();
        return await LineServer.RunAsync("shop", async line =>
        {
            await calls.AddAsync(line);
            var call = new Json(line).As<ShopCall>()!;
            if (call.Effect == ShopCall.Refund && keys.TryAdd(call.Key, 0))
            {
                var asked = call.Arguments.As<RefundRequest>()!;
                await books.AddAsync(Json.Of(new BookedRefund(call.Key, asked.OrderId, asked.Amount)).Text!);
            }

            await Task.Delay(Random.Shared.Next(SlowestMilliseconds));
            return call.Effect == ShopCall.Order ? Json.Of(OrderOf(call.Key)).Text! : $"receipt of {call.Key}";
        });
    }
}
