using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.TestFleet;

/// <summary>What the steps of errands have in common.</summary>
internal static class Work
{
    /// <summary>Takes its time, as a model or a tool would.</summary>
    public static Task Do(StepContext step, TimeSpan time) => Task.Delay(time, step.CancellationToken);

    /// <summary>An effect that must not be repeated. Returns 1 where nobody knows whether it happened, and the errand goes on.</summary>
    public static async Task<int> Once(Ledger ledger, StepContext step, string name)
    {
        try
        {
            await ledger.CallAsync(step, name, EffectClass.AtMostOnce);
            return 0;
        }
        catch (EffectOutcomeUnknownException)
        {
            return 1;
        }
    }
}
