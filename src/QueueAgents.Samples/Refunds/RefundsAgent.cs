using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using QueueAgents.Samples.Rehearsal;
using QueueAgents.Worker;

namespace QueueAgents.Samples.Refunds;

/// <summary>
/// A declared agent: it looks an order up, pays money back and writes a letter. Above <see cref="Limit"/> a person has to approve the
/// payment. Its model is <c>QueueAgents:Models:refunds</c>; where that is not configured, a rehearsed one.
/// </summary>
public static class RefundsAgent
{
    /// <summary>What it is called, and its model too.</summary>
    public const string Name = "refunds";

    /// <summary>In euros: more than this is not paid back without a person's approval.</summary>
    public const decimal Limit = 100m;

    /// <summary>Lets a worker serve it. A host that has an <see cref="IShop"/> keeps its own; others get a small one in the user's state folder.</summary>
    public static WorkerBuilder AddRefunds(this WorkerBuilder worker)
    {
        ArgumentNullException.ThrowIfNull(worker);
        worker.Services.TryAddSingleton<IShop>(services => new ShopFolder(ShopFolder.Default, services.GetRequiredService<TimeProvider>()));
        return worker.AddSampleModel(Name, RefundsRehearsal.Answer).Add(Name, agent => agent
            .Instructions("""
                You decide on refunds for a shop. Look the order up before you decide. Refund what the customer asks for, or the total where
                no amount is named. Then tell the customer by one letter what was decided, and answer with the decision.
                Where a tool says that nobody knows whether it was done, do not call it again: say so in the decision.
                """)
            .Model(Name)
            .Tools<RefundTools>()
            .Approve("refund", when: call => call.Decimal("amount") > Limit, expires: TimeSpan.FromDays(2), question: $"A refund of more than {Limit} EUR.")
            .Budget(turns: 20, tokens: 100_000, cost: 1m, wallClock: TimeSpan.FromDays(7))
            .StopRepeating(sameCall: 3)
            .Returns<RefundDecision>());
    }
}
