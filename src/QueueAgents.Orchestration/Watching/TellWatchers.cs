using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;

namespace QueueAgents.Orchestration.Watching;

/// <summary>Sends first, then tells: who watches must not delay the next step.</summary>
internal sealed class TellWatchers(AfterCommit send, RunWatch watch) : IAfterCommit
{
    public void Committed(Chain chain, Cause cause)
    {
        send.Committed(chain, cause);
        watch.Committed(chain.Run);
    }
}
