using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using QueueAgents.Contracts;
using QueueAgents.Samples.Rehearsal;

namespace QueueAgents.Samples.Refunds;

/// <summary>How a sensible model would handle a refund: order, payment, letter, decision, whatever was said last.</summary>
internal static partial class RefundsRehearsal
{
    public static ChatMessage Answer(Hearing so) => OrderNumber().Match(so.Asked) switch
    {
        { Success: false } => Hearing.Say(new RefundDecision(null, 0, LetterFate.NotSent, "The request names no order, such as A-17.")),
        { Value: var id } when so.Result("get_order") is not { } found => Hearing.Call("get_order", new { orderId = id.ToUpperInvariant() }),
        { Value: var id } when Failed(so.Result("get_order")!) => Hearing.Say(new RefundDecision(id, 0, LetterFate.NotSent, so.Result("get_order")!)),
        _ => Decide(so, new Json(so.Result("get_order")).As<Order>()!),
    };

    private static ChatMessage Decide(Hearing so, Order order)
    {
        var amount = Amount(so.Asked) ?? order.Total;
        if (so.Result("refund") is not { } payment) return Hearing.Call("refund", new { orderId = order.Id, amount });
        var paid = !Failed(payment);
        if (so.Result("send_letter") is not { } letter)
            return Hearing.Call("send_letter", new { to = order.Customer, text = paid ? $"Dear {order.Customer}, {order.Item} is on us. {payment}" : $"Dear {order.Customer}, we cannot refund {order.Item}." });
        var fate = !Failed(letter) ? LetterFate.Sent : letter.Contains("Nobody knows", StringComparison.Ordinal) ? LetterFate.Unknown : LetterFate.NotSent;
        return Hearing.Say(new RefundDecision(order.Id, paid ? amount : 0, fate, payment));
    }

    private static bool Failed(string result) => result.StartsWith("Error:", StringComparison.Ordinal);

    private static decimal? Amount(string asked)
        => SumOfMoney().Match(asked) is { Success: true } sum ? decimal.Parse(sum.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\b[A-Za-z]-\d{1,6}\b", RegexOptions.CultureInvariant)]
    private static partial Regex OrderNumber();

    [GeneratedRegex(@"\b(\d{1,7}(?:\.\d{1,2})?)\s?(?:EUR|euros?|€)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SumOfMoney();
}
