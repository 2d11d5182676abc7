namespace QueueAgents.Contracts;

/// <summary>The names an operator sees in the broker. They are written down here and never derived from class names.</summary>
public static class Queues
{
    /// <summary>What workers report and no server has taken straight (see <see cref="Outcomes"/>): <see cref="StepCompleted"/> and <see cref="StepFailed"/>.</summary>
    public const string Run = "queue-agents.run";

    /// <summary>
    /// The exchange by which outcomes go straight to the server that sent the step, into a queue that lives as long as its connection. What finds
    /// no server there goes to <see cref="Run"/>.
    /// </summary>
    public const string Outcomes = "queue-agents.outcomes";

    /// <summary>Submit, cancel, pause, resume, signal, answer, retry: never behind outcomes.</summary>
    public const string Control = "queue-agents.control";

    /// <summary>
    /// A <see cref="SubmitRun"/> as plain JSON from anyone, without an envelope: the only queue that takes such a message. Exchange and queue
    /// have this name.
    /// </summary>
    public const string Submit = "queue-agents.submit";

    /// <summary>What a worker without a database may ask, and what it says of itself.</summary>
    public const string Door = "queue-agents.door";

    /// <summary>
    /// The exchange of <see cref="LiveText"/>, by run. Where nobody follows a run no queue is bound for it, and the broker drops what is said there.
    /// </summary>
    public const string Live = "queue-agents.live";

    /// <summary>Its loss tells a server that the broker lost its data.</summary>
    public const string Sentinel = "queue-agents.sentinel";

    /// <summary>Where <see cref="ExecuteStep"/> for one agent and one state version waits for a worker.</summary>
    public static string Step(string agent, int stateVersion, bool pinned = false)
        => $"queue-agents.step.{agent}.v{stateVersion}{(pinned ? ".pinned" : "")}";

    /// <summary>Where one process receives <see cref="StepSuperseded"/> and <see cref="DrainWorker"/>.</summary>
    public static string Reply(string instance) => $"queue-agents.reply.{instance}";

    /// <summary>Where to send for a queue: its exchange. The form <c>queue:…</c> declares the queue too, as a classic one, and needs more rights.</summary>
    public static Uri Address(string queue) => new($"exchange:{queue}");
}
