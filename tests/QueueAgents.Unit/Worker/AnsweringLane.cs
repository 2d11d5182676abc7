using QueueAgents.Transport;
using QueueAgents.Transport.Memory;

namespace QueueAgents.Unit.Worker;

/// <summary>The lane in memory, and a server that takes outcomes straight if a test plays it.</summary>
internal sealed class AnsweringLane(MemoryLane lane) : ILane
{
    public const string Server = "server";

    /// <summary>What the server says to an outcome; null: nobody is there.</summary>
    public Func<StepMessage, Task<SentBack>>? Answer { get; set; }

    /// <summary>Gives a step after the answer to the last outcome that welcomed one.</summary>
    public Action<StepMessage>? Late { get; private set; }

    public event Action? Opened
    {
        add => lane.Opened += value;
        remove => lane.Opened -= value;
    }

    public void Open(IReadOnlyList<Reading> readings) => lane.Open(readings);

    public Task<bool> SendAsync(string queue, StepMessage message, bool mayShare) => lane.SendAsync(queue, message, mayShare);

    public Task<SentBack> SendBackAsync(string address, StepMessage message, Action<StepMessage>? late)
    {
        if (message.Stands) Late = late;
        return Answer is { } answer && address == Server ? answer(message) : lane.SendBackAsync(address, message, late);
    }

    public Task StopReadingAsync(IReadOnlyCollection<string> stopped, CancellationToken ct) => lane.StopReadingAsync(stopped, ct);
}
