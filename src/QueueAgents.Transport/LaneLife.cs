using Microsoft.Extensions.Hosting;

namespace QueueAgents.Transport;

/// <summary>A part of this process that reads from the lane.</summary>
internal interface IReader
{
    IReadOnlyList<Reading> Readings { get; }
}

/// <summary>Opens the lane when everything else has started, with all that this process reads, and takes nothing more when the host stops.</summary>
internal sealed class LaneLife(ILane lane, IEnumerable<IReader> readers) : IHostedLifecycleService
{
    private readonly List<Reading> readings = [.. readers.SelectMany(reader => reader.Readings)];

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        lane.Open(readings);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => lane.StopReadingAsync([.. readings.Select(r => r.Queue)], cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
