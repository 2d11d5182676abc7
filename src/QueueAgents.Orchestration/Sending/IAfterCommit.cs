using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Sending;

/// <summary>Told of every committed chain. Never inside the transaction. // R8</summary>
internal interface IAfterCommit
{
    void Committed(Chain chain, Cause cause);
}
