using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;

namespace QueueAgents.Embedded;

/// <summary>Tells who watches in this process of every run that has changed, after the commit.</summary>
internal sealed class RunNews
{
    /// <summary>On the writer's thread: hand it on and return.</summary>
    public event Action<RunFacts>? Changed;

    public void Tell(RunFacts run) => Changed?.Invoke(run);
}

internal sealed class NewsAfterCommit(IAfterCommit next, RunNews news) : IAfterCommit
{
    public void Committed(Chain chain, Cause cause)
    {
        next.Committed(chain, cause);
        news.Tell(chain.Run);
    }
}
