using System.ComponentModel;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.EndToEnd.Fleet;

namespace QueueAgents.EndToEnd.Loop;

/// <summary>Tools of a small shop, which write down what was done with which key.</summary>
internal sealed class Shop(Notebook notes)
{
    [AgentTool(Effect = EffectClass.ReadOnly), Description("Find an order.")]
    public async Task<string> GetOrder(string orderId, CancellationToken ct)
    {
        if (orderId == "slow") await notes.Gate("order", ct);
        return orderId.StartsWith('A') || orderId == "slow"
            ? $"order {orderId}: 120 EUR"
            : throw new ToolError($"There is no order '{orderId}'.", tryNext: "ask the customer for the id; it begins with A.");
    }

    [AgentTool(Effect = EffectClass.Idempotent), Description("Refund money.")]
    public string Refund(string orderId, decimal amount, ToolCall call)
    {
        notes.Write($"refund {orderId} {amount} {call.EffectKey}");
        return $"refunded {amount}";
    }

    [AgentTool(Effect = EffectClass.AtMostOnce), Description("Post a letter.")]
    public async Task<string> SendLetter(string to, CancellationToken ct)
    {
        notes.Write($"letter to {to}");
        await notes.Gate("letter", ct);
        return "posted";
    }
}
