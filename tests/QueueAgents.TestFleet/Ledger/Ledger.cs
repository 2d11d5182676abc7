using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.TestFleet;

/// <summary>How an agent calls the outside world.</summary>
public sealed class Ledger(int port)
{
    /// <summary>An effect of the step: one call under its key.</summary>
    /// <returns>What the world answered: the key.</returns>
    public Task<string> CallAsync(StepContext step, string name, EffectClass effect) => step.Effect(name, effect, name, async (key, token) =>
    {
        var call = new LedgerCall(key, effect, step.RunId, step.Seq, step.Attempt, Environment.ProcessId);
        return await LineClient.AskAsync(port, Json.Of(call).Text!, token) == "ok" ? key : throw new IOException("The ledger did not take it.");
    });
}
