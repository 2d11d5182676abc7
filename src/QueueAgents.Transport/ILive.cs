using QueueAgents.Contracts;

namespace QueueAgents.Transport;

/// <summary>
/// The way of what models say, beside everything else: nothing waits for it, nothing is kept, and what finds nobody or no room is lost.
/// </summary>
internal interface ILive
{
    /// <summary>Returns at once.</summary>
    void Tell(LiveText text);

    /// <summary>From now on, or a little later, hears what is said in a run, until disposed.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="heard">Hand it on and return: others wait behind it. Must not throw.</param>
    IDisposable Listen(Guid runId, Action<LiveText> heard);
}
