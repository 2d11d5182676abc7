using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace QueueAgents.Transport.Memory;

/// <summary>
/// The lane inside one process: what is sent is handed to whoever reads the queue, beside the sender. It keeps nothing; the rows do, and
/// what was under way is due again at the next start.
/// </summary>
internal sealed partial class MemoryLane(TimeProvider time, ILogger<MemoryLane> log) : ILane
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    /// <summary>Null: nobody reads it any more, because the process ends.</summary>
    private readonly ConcurrentDictionary<string, Reading?> queues = new(StringComparer.Ordinal);

    public event Action? Opened;

    public void Open(IReadOnlyList<Reading> readings)
    {
        foreach (var reading in readings) queues[reading.Queue] = reading;
        Opened?.Invoke();
    }

    public Task<bool> SendAsync(string queue, StepMessage message, bool mayShare)
    {
        if (!queues.ContainsKey(queue)) return Task.FromResult(false);
        _ = Task.Run(() => HandAsync(queue, message));
        return Task.FromResult(true);
    }

    /// <summary>Nothing here has an address: the queue is as near.</summary>
    public Task<SentBack> SendBackAsync(string address, StepMessage message, Action<StepMessage>? late) => Task.FromResult(new SentBack(Done: false));

    public Task StopReadingAsync(IReadOnlyCollection<string> stopped, CancellationToken ct)
    {
        foreach (var queue in stopped) queues[queue] = null;
        return Task.CompletedTask;
    }

    /// <summary>Until somebody has taken it; where nobody reads any more, the row is still open. // R9</summary>
    private async Task HandAsync(string queue, StepMessage message)
    {
        for (var again = false; queues.GetValueOrDefault(queue) is { } reading; again = true)
        {
            if (again) await Task.Delay(Pause, time);
            try
            {
                var verdict = await reading.Take(new Arrived(message, 1_024, again, CancellationToken.None));
                if (verdict.Refusal is { } why) Refused(log, queue, message.RunId, why.Message);
                if (!verdict.Again) return;
            }
#pragma warning disable CA1031 // As in a broker: it lies there, and the log says why.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                Refused(log, queue, message.RunId, thrown.Message);
                return;
            }
        }
    }

    [LoggerMessage(5020, LogLevel.Error, "A message on {Queue} for run {RunId} was refused: {Reason}")]
    private static partial void Refused(ILogger log, string queue, Guid runId, string reason);
}
