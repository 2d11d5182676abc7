using QueueAgents.Simulation.Broker;

namespace QueueAgents.Simulation.Fleet;

/// <summary>An outcome whose worker waits for the answer, and would go on with the run's next step, or with the first of another.</summary>
/// <param name="Body">What it reports.</param>
/// <param name="Room">The queue whose steps it does.</param>
/// <param name="Worker">Who reports it.</param>
/// <param name="Next">Gives it the step. False: it has no place, and gives it back.</param>
internal sealed record Outcome(object Body, string Room, string Worker, Func<Mail, bool> Next);
