namespace QueueAgents.Orchestration.Runs;

/// <summary>A message born with a transition.</summary>
/// <param name="Id">Deterministic from the run, its version and the message's place, so that a repeat is recognisable.</param>
internal sealed record Outgoing(Guid Id, Guid RunId, Route Route, object Message);

/// <summary>Where an outgoing message goes. The numbers are stored: append only.</summary>
internal enum Route
{
    /// <summary>An event to whoever listens, by the broker.</summary>
    Publish = 1,
    /// <summary>To another run of ours, through the door of the runs: needs no broker, so its loss loses nothing. // R9</summary>
    Run = 2,
    /// <summary>By the broker and never stored: losing it costs time, not correctness.</summary>
    Courtesy = 3,
}
