using QueueAgents.Chaos.Fleet;
using QueueAgents.TestFleet;

namespace QueueAgents.Chaos.Refunds;

/// <summary>Compares what the rows say with what the shop saw. Every line it returns is something that must not be.</summary>
internal static class RefundsVerdict
{
    /// <summary>The effect keys of all calls of a tool, from the rows.</summary>
    private const string Keys = "select distinct replace(run_id::text, '-', '') || '/' || seq from dispatch where kind = 2 and step = $1";

    public static async Task<IReadOnlyList<string>> OfAsync(RunningFleet fleet, Customers customers, IReadOnlyList<ShopCall> calls, IReadOnlyList<BookedRefund> booked) =>
    [
        .. await fleet.RowsAsync("select 'not completed: ' || id || ' ' || state || ' ' || coalesce(error_type || ': ' || error_message, '') from run where state <> 6"),
        .. Refunds(customers, calls, booked),
        .. Letters(calls),
        .. Outside(ShopCall.Refund, calls, [.. await fleet.RowsAsync(Keys, "refund")]),
        .. Outside(ShopCall.Letter, calls, [.. await fleet.RowsAsync(Keys, "send_letter")]),
        .. await fleet.RowsAsync("""
            select 'a letter nobody knows of, and the transcript does not say so: ' || e.run_id from effect e where e.class = 2 and e.recorded_at is null
            and not exists (select 1 from item i where i.run_id = e.run_id and i.kind = 'tool' and i.body::text like '%Nobody knows whether ''send_letter'' was done%')
            """),
        .. await fleet.RowsAsync("""
            select 'a letter the transcript knows nothing of is reported as ' || (r.result::jsonb ->> 'letter') || ': ' || r.id from run r where r.state = 6
            and (r.result::jsonb ->> 'letter' = 'unknown') <> exists (select 1 from item i where i.run_id = r.id and i.kind = 'tool' and i.body::text like '%Nobody knows whether ''send_letter'' was done%')
            """),
    ];

    /// <summary>Idempotent: at least one call, one key, one refund in the provider's own books; none that was denied.</summary>
    private static IEnumerable<string> Refunds(Customers customers, IReadOnlyList<ShopCall> calls, IReadOnlyList<BookedRefund> booked)
    {
        foreach (var (run, order) in customers.Orders)
        {
            var expected = Customers.IsDenied(order) ? 0 : 1;
            var keys = calls.Where(call => call.Effect == ShopCall.Refund && call.Key.StartsWith($"{run:N}/", StringComparison.Ordinal)).Select(call => call.Key).Distinct().Count();
            var refunds = booked.Count(refund => refund.OrderId == $"C-{order}");
            if ((keys, refunds) != (expected, expected)) yield return $"order {order} of run {run}: {keys} keys and {refunds} refunds on the books, instead of {expected}";
        }
    }

    /// <summary>AtMostOnce: never two calls under one key, and one key for a run.</summary>
    private static IEnumerable<string> Letters(IReadOnlyList<ShopCall> calls) => calls.Where(call => call.Effect == ShopCall.Letter)
        .GroupBy(call => call.Key.Split('/')[0]).Where(letters => letters.Count() > 1).Select(letters => $"run {letters.Key} posted {letters.Count()} letters: {string.Join(", ", letters.Select(l => l.Key))}");

    private static IEnumerable<string> Outside(string effect, IReadOnlyList<ShopCall> calls, HashSet<string> known)
        => calls.Where(call => call.Effect == effect && !known.Contains(call.Key)).Select(call => $"the shop was asked for a {effect} under {call.Key}, which is no step's key");
}
