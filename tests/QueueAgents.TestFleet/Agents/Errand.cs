using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.TestFleet;

/// <summary>What an errand is told to do.</summary>
/// <param name="No">Its number; its result follows from it.</param>
/// <param name="Asks">True: it asks a person; false: it waits for the signal <see cref="Errand.Go"/>.</param>
/// <param name="Nap">How long it sleeps in the middle.</param>
/// <param name="Work">How long each of its steps takes.</param>
public sealed record ErrandOrder(int No, bool Asks, TimeSpan Nap, TimeSpan Work);

public sealed record ErrandState(ErrandOrder Order, int Sum, int Unknown);

/// <param name="Sum">See <see cref="Errand.SumOf"/>.</param>
/// <param name="Unknown">AtMostOnce effects whose outcome nobody knows, its child's among them.</param>
public sealed record ErrandReceipt(int No, int Sum, int Unknown);

/// <summary>
/// Ten steps, one of each kind: Begin 1, Charge 2, Pack 3–5 (parallel), Packed 6, a child run 7, Delivered 8, (sleep) Woken 9,
/// (question or signal) Heard 10.
/// </summary>
public sealed class Errand(Ledger ledger) : StepAgent<ErrandOrder, ErrandState, ErrandReceipt>
{
    public const string Name = "errand";
    public const string Go = "go";
    public const int Packs = 3;

    /// <summary>All it does outside.</summary>
    public static IReadOnlyList<(int Seq, string Name, EffectClass Class)> Effects { get; } =
    [
        (1, "register", EffectClass.Idempotent), (2, "charge", EffectClass.AtMostOnce),
        (3, "pack", EffectClass.Idempotent), (4, "pack", EffectClass.Idempotent), (5, "pack", EffectClass.Idempotent),
        (9, "remind", EffectClass.Idempotent), (10, "thank", EffectClass.AtMostOnce), (10, "close", EffectClass.Idempotent),
    ];

    /// <summary>What an undisturbed errand comes to: packs, child and answer each count once.</summary>
    public static int SumOf(int no) => Enumerable.Range(1, Packs).Sum(pack => no * pack) + ErrandLeg.Miles(no) + Answer(no);

    /// <summary>What the driver answers.</summary>
    public static int Answer(int no) => (7 * no) + 1;

    public override ErrandState Start(ErrandOrder input) => new(input, 0, 0);

    public async Task<Next> Begin(StepContext<ErrandState> step)
    {
        await ledger.CallAsync(step, "register", EffectClass.Idempotent);
        await Work.Do(step, step.State.Order.Work);
        return Next.Step(nameof(Charge));
    }

    public async Task<Next> Charge(StepContext<ErrandState> step)
    {
        await Work.Do(step, step.State.Order.Work / 2);
        var unknown = await Work.Once(ledger, step, "charge");
        await Work.Do(step, step.State.Order.Work / 2);
        step.State = step.State with { Unknown = step.State.Unknown + unknown };
        return Next.FanOut(nameof(Pack), Enumerable.Range(1, Packs), join: nameof(Packed), maxParallel: 2);
    }

    public async Task<int> Pack(StepContext<ErrandState> step, int pack)
    {
        await ledger.CallAsync(step, "pack", EffectClass.Idempotent);
        await Work.Do(step, step.State.Order.Work);
        return step.State.Order.No * pack;
    }

    public Next Packed(StepContext<ErrandState> step)
    {
        step.State = step.State with { Sum = step.State.Sum + step.Results<int>().Values().Sum() };
        return Next.Children(ErrandLeg.Name, [step.State.Order], join: nameof(Delivered));
    }

    public Next Delivered(StepContext<ErrandState> step)
    {
        var leg = step.Children<ErrandReceipt>().Values().Single();
        step.State = step.State with { Sum = step.State.Sum + leg.Sum, Unknown = step.State.Unknown + leg.Unknown };
        return Next.Sleep(step.State.Order.Nap, nameof(Woken));
    }

    public async Task<Next> Woken(StepContext<ErrandState> step)
    {
        await ledger.CallAsync(step, "remind", EffectClass.Idempotent);
        return step.State.Order.Asks
            ? Next.Ask($"What is errand {step.State.Order.No} worth?", nameof(Heard))
            : Next.WaitFor(Go, nameof(Heard));
    }

    public async Task<Next> Heard(StepContext<ErrandState> step)
    {
        var order = step.State.Order;
        var heard = order.Asks ? step.Answer<int>() : step.Signal<int>();
        var unknown = await Work.Once(ledger, step, "thank");
        await ledger.CallAsync(step, "close", EffectClass.Idempotent);
        step.State = step.State with { Sum = step.State.Sum + heard, Unknown = step.State.Unknown + unknown };
        return Next.Complete(new ErrandReceipt(order.No, step.State.Sum, step.State.Unknown));
    }
}
