using QueueAgents.Contracts;
using QueueAgents.Simulation.Engine;

namespace QueueAgents.Simulation.Fleet;

/// <summary>The world outside: it notes every call it gets, and gives the same key the same answer.</summary>
internal sealed class Ledger(World world)
{
    private readonly Dictionary<(Guid RunId, int Seq, string Name), (string Key, int Calls)> calls = [];

    public Json Call(Guid runId, int seq, string name, EffectClass effect, string key)
    {
        var known = calls.GetValueOrDefault((runId, seq, name));
        world.Must(known.Key is null || known.Key == key, $"R11: the effect {name} of step {seq} of run {runId:N} has the keys {known.Key} and {key}.");
        world.Must(effect != EffectClass.AtMostOnce || known.Calls == 0, $"R11: {name} of step {seq} of run {runId:N} happened twice, and may only once.");
        calls[(runId, seq, name)] = (key, known.Calls + 1);
        return Answer(runId, seq, name);
    }

    public static Json Answer(Guid runId, int seq, string name) => Json.Of($"{name} {seq} {runId.GetHashCode()}");

    public int Calls(Guid runId, int seq, string name) => calls.GetValueOrDefault((runId, seq, name)).Calls;
}
