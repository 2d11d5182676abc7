using QueueAgents.Transport;

namespace QueueAgents.Orchestration.Sending;

/// <summary>A worker reports an outcome and would do what comes next: it has room, and waits for the answer anyway.</summary>
/// <param name="queue">Whose steps it does.</param>
internal sealed class Offer(string queue)
{
    public string Queue => queue;

    /// <summary>The step it is given with the answer, once the commit has made one for it.</summary>
    public StepMessage? Taken { get; set; }
}
