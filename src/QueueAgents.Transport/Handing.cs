namespace QueueAgents.Transport;

/// <summary>
/// What server and worker hold to where a step comes with the answer to an outcome, or a little after it: nothing keeps it but its worker, so both must know when it is
/// no longer that worker's alone. The times add up by the worker's own clock and the server's own, from before and after the outcome crossed.
/// </summary>
internal static class Handing
{
    /// <summary>
    /// A server gives a step nobody was there to go on with to a worker whose outcome it committed no longer ago. Longer, and that worker has found
    /// other work.
    /// </summary>
    public static readonly TimeSpan OfferedFor = TimeSpan.FromMilliseconds(250);

    /// <summary>A worker takes a step only if its outcome left no longer ago.</summary>
    public static readonly TimeSpan TakenWithin = TimeSpan.FromSeconds(2);

    /// <summary>A worker claims it if it has run for so long.</summary>
    public static readonly TimeSpan ClaimedAfter = TimeSpan.FromSeconds(2);

    /// <summary>A server sends it by its queue, to be claimed first, if no outcome has come by then.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
}
