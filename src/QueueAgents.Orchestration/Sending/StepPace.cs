using System.Collections.Concurrent;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Sending;

/// <summary>
/// How long steps have taken lately, by agent and step. Short ones may travel together, so that many of them cost the broker one message;
/// long ones travel alone, because whoever gets a message does all that is in it while other workers stand idle.
/// </summary>
internal sealed class StepPace
{
    private const double Short = 0.020;
    private const double Weight = 0.2;
    private const int MaxKnown = 10_000;
    private readonly ConcurrentDictionary<(string Agent, string Step), double> seconds = new();

    public void Learn(string agent, Transition transition)
    {
        if (transition is not { Took: { } took, Step: { } step }) return;
        var key = (agent, step);
        if (seconds.TryGetValue(key, out var known)) seconds[key] = known + Weight * (took.TotalSeconds - known);
        else if (seconds.Count < MaxKnown) seconds[key] = took.TotalSeconds;
    }

    /// <summary>False for a step nobody has seen end yet.</summary>
    public bool IsShort(string agent, string step) => seconds.TryGetValue((agent, step), out var took) && took < Short;
}
