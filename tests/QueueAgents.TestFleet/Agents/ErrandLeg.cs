using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.TestFleet;

/// <summary>The child run of an errand: two steps.</summary>
public sealed class ErrandLeg(Ledger ledger) : StepAgent<ErrandOrder, ErrandState, ErrandReceipt>
{
    public const string Name = "errand-leg";

    public static IReadOnlyList<(int Seq, string Name, EffectClass Class)> Effects { get; } =
        [(1, "leave", EffectClass.Idempotent), (2, "arrive", EffectClass.AtMostOnce)];

    public static int Miles(int no) => 1000 + no;

    public override ErrandState Start(ErrandOrder input) => new(input, 0, 0);

    public async Task<Next> Begin(StepContext<ErrandState> step)
    {
        await ledger.CallAsync(step, "leave", EffectClass.Idempotent);
        await Work.Do(step, step.State.Order.Work);
        return Next.Step(nameof(Arrive));
    }

    public async Task<Next> Arrive(StepContext<ErrandState> step)
    {
        var unknown = await Work.Once(ledger, step, "arrive");
        return Next.Complete(new ErrandReceipt(step.State.Order.No, Miles(step.State.Order.No), unknown));
    }
}
