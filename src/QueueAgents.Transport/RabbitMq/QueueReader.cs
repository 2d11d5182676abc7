using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace QueueAgents.Transport.RabbitMq;

/// <summary>
/// Keeps reading one queue over a connection, each time on a channel of its own: a queue that is deleted, or whose nodes are away, keeps no
/// other queue from being read.
/// </summary>
internal sealed partial class QueueReader(IConnection connection, Reading reading, bool quorum, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Consumer? reads;

    public string Queue => reading.Queue;

    public bool IsOpen => reads is not null;

    /// <param name="opened">Called each time the queue is being read.</param>
    /// <param name="ct">Cancelled when the connection is lost.</param>
    public Task KeepAsync(Action opened, CancellationToken ct)
        => Keeping.KeepAsync(() => OnceAsync(opened, ct), () => ended.Task.IsCompleted, reason => NotRead(log, reading.Queue, reason), Pause, time, ct);

    /// <summary>Takes nothing more; what was taken goes on.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        ended.TrySetResult();
        if (reads is { } consumer) await consumer.CancelAsync(ct);
    }

    private async Task OnceAsync(Action opened, CancellationToken ct)
    {
        var gone = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        channel.ChannelShutdownAsync += (_, shutdown) =>
        {
            gone.TrySetResult(shutdown.ReplyText);
            return Task.CompletedTask;
        };
        var settlement = new Settlement();
        var settling = settlement.RunAsync(channel, lost.Token);
        try
        {
            await Declaring.QueueAsync(channel, reading.Queue, quorum, ct);
            await channel.BasicQosAsync(0, reading.Prefetch, global: false, ct);
            var inlet = new Inlet(channel, reading, settlement, new ErrorQueue(connection, quorum, time), () => gone.TrySetResult("the broker has withdrawn it"), log, lost.Token);
            var tag = await channel.BasicConsumeAsync(reading.Queue, autoAck: false, inlet, ct);
            reads = new Consumer(channel, tag, reading.Precedence is { } precedence ? PlaceReader.Start(channel, reading.Queue, precedence, inlet, time, log) : null);
            if (ended.Task.IsCompleted) await StopAsync(ct);
            opened();
            throw new LaneClosedException(await gone.Task.WaitAsync(ct));
        }
        finally
        {
            _ = reads?.Ahead?.DisposeAsync().AsTask(); // It must not go on where the other has been stopped; what it says to the broker may take long.
            reads = null;
            await lost.CancelAsync();
            await settling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (channel.IsOpen) _ = channel.AbortAsync(CancellationToken.None); // Its broker may be in no hurry, or never answer.
        }
    }

    private sealed record Consumer(IChannel Channel, string Tag, PlaceReader? Ahead)
    {
        public async Task CancelAsync(CancellationToken ct)
        {
            if (Ahead is not null) await Ahead.DisposeAsync().AsTask().WaitAsync(ct);
            await Channel.BasicCancelAsync(Tag, cancellationToken: ct);
        }
    }

    [LoggerMessage(5002, LogLevel.Warning, "{Queue} is not read ({Reason}); trying again")]
    private static partial void NotRead(ILogger log, string queue, string reason);
}
