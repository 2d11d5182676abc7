using QueueAgents.Transport;
using QueueAgents.Transport.Memory;

namespace QueueAgents.Unit.Worker;

/// <summary>The lane in memory, and a server that takes outcomes straight if a test plays it.</summary>
internal sealed class AnsweringLane(MemoryLane lane) : ILane
{
    public const string Server = "server";

    /// <summary>What the server says to an outcome; null: nobody is there.</summary>
    public Func<StepMessage, Task<SentBack>>? Answer { get; set; }

    public event Action? Opened
    {
        add => lane.Opened += value;
        remove => lane.Opened -= value;
    }

    public void Open(IReadOnlyList<Reading> readings) => lane.Open(readings);

    public Task<bool> SendAsync(string queue, StepMessage message, bool mayShare) => lane.SendAsync(queue, message, mayShare);

    public Task<SentBack> SendBackAsync(string address, StepMessage message) => Answer is { } answer && address == Server ? answer(message) : lane.SendBackAsync(address, message);

    public Task StopReadingAsync(IReadOnlyCollection<string> stopped, CancellationToken ct) => lane.StopReadingAsync(stopped, ct);
}
