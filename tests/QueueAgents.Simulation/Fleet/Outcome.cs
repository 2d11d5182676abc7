using QueueAgents.Simulation.Broker;

namespace QueueAgents.Simulation.Fleet;

/// <summary>An outcome whose worker waits for the answer, and would go on with the run's next step.</summary>
/// <param name="Body">What it reports.</param>
/// <param name="Room">The queue whose steps it does.</param>
/// <param name="Next">Gives it the step.</param>
internal sealed record Outcome(object Body, string Room, Action<Mail> Next);
