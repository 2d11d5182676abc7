using QueueAgents.Transport;

namespace QueueAgents.Orchestration.Sending;

/// <summary>A worker reports an outcome and would do what comes next: it has room, and waits for the answer anyway.</summary>
/// <param name="queue">Whose steps it does.</param>
/// <param name="worker">Which worker: where it is answered.</param>
/// <param name="follow">Gives it a step after the answer; null where it wants none then.</param>
internal sealed class Offer(string queue, string worker, Func<StepMessage, bool>? follow = null)
{
    public string Queue => queue;

    public string Worker => worker;

    /// <summary>The step it is given with the answer, once the commit has made one for it.</summary>
    public StepMessage? Taken { get; set; }

    /// <summary>A step may also come after the answer.</summary>
    public bool Stands => follow is not null;

    /// <summary>Gives it a step after the answer. False: nothing can be sent there any more. True says only that it was sent.</summary>
    public bool Follow(StepMessage step) => follow?.Invoke(step) == true;
}
