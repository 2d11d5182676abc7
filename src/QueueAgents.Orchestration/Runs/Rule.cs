using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Runs;

/// <summary>One cell of the table: what an event means in a state. Pure: the same arguments give the same decision.</summary>
internal delegate Decision Decide<in T>(RunFacts run, Found found, T message, Moment moment);

/// <param name="Name">What the cell is called in the matrix.</param>
/// <param name="Targets">Every state the decision may lead to; empty where it never changes the run. Checked at run time.</param>
internal sealed record Rule<T>(string Name, Decide<T> Decide, params RunState[] Targets)
{
    public Decision Apply(RunFacts run, Found found, T message, Moment moment)
    {
        var decision = Decide(run, found, message, moment);
        return decision.Run is { } after && !Targets.Contains(after.State)
            ? throw new InvalidOperationException($"The rule '{Name}' may not lead to {after.State}.")
            : decision;
    }
}
