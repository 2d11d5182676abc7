using QueueAgents.Contracts;

namespace QueueAgents.Transport.Memory;

/// <summary>Models and listeners in one process: who speaks tells the listeners himself.</summary>
internal sealed class MemoryLive(LiveListeners listeners) : ILive
{
    public void Tell(LiveText text) => listeners.Tell(text);

    public IDisposable Listen(Guid runId, Action<LiveText> heard) => listeners.Add(runId, heard);
}
