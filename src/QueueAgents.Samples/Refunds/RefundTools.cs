using System.ComponentModel;
using System.Globalization;
using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.Samples.Refunds;

/// <summary>What the agent can do. Each tool says how often it may happen when its step is repeated.</summary>
public sealed class RefundTools(IShop shop)
{
    /// <summary>Looks only.</summary>
    [AgentTool(Effect = EffectClass.ReadOnly), Description("Find an order: who bought what, and the total in euros.")]
    public Task<Order> GetOrder([Description("For example A-17.")] string orderId, CancellationToken ct) => Find(orderId, ct);

    /// <summary>May be repeated: its key is the same over attempts, and the provider knows it.</summary>
    [AgentTool(Effect = EffectClass.Idempotent), Description("Pay money back to whoever bought an order.")]
    public async Task<string> Refund(
        [Description("For example A-17.")] string orderId, [Description("In euros, at most the order's total.")] decimal amount, ToolCall call, CancellationToken ct)
    {
        var order = await Find(orderId, ct);
        if (amount <= 0 || amount > order.Total)
            throw new ToolError($"Order {order.Id} came to {Euros(order.Total)}, so {Euros(amount)} cannot be refunded.", tryNext: $"refund more than 0 and at most {Euros(order.Total)}.");
        return $"Refunded {Euros(amount)}, receipt {await shop.RefundAsync(order, amount, call.EffectKey, ct)}.";
    }

    /// <summary>Is claimed before it is done and never repeated: a letter cannot be called back.</summary>
    [AgentTool(Effect = EffectClass.AtMostOnce), Description("Post a letter to a customer. It cannot be called back.")]
    public Task SendLetter([Description("The customer's name.")] string to, string text, ToolCall call, CancellationToken ct)
        => shop.PostAsync(new Letter(to, text, call.EffectKey), ct);

    private async Task<Order> Find(string orderId, CancellationToken ct) => await shop.FindAsync(orderId, ct)
        ?? throw new ToolError($"There is no order '{orderId}'.", tryNext: "look for the order's number in what the customer wrote, or say that it is missing.");

    private static string Euros(decimal amount) => string.Create(CultureInfo.InvariantCulture, $"{amount:0.00} EUR");
}
