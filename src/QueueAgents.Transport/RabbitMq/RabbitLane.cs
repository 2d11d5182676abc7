using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace QueueAgents.Transport.RabbitMq;

/// <summary>
/// The lane over RabbitMQ: one connection, a channel to send and one for each queue to read. When any of it is lost, all of it is made anew; the
/// client library's own recovery is off, because it would hide what has to be sent again.
/// </summary>
internal sealed partial class RabbitLane(RabbitLaneOptions options, TimeProvider time, ILogger<RabbitLane> log, RabbitLive? live = null) : ILane, IAsyncDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Outlet outlet = new(options.SendTimeout, time);
    private readonly BackOutlet back = new(options.SendTimeout, time, log);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, byte> ended = new(StringComparer.Ordinal);
    private IReadOnlyList<Reading> readings = [];
    private volatile IReadOnlyList<QueueReader> reading = [];
    private Task running = Task.CompletedTask;
    private BackInlet? takesBack;

    public event Action? Opened;

    public void Open(IReadOnlyList<Reading> readings)
    {
        this.readings = readings;
        if (readings.FirstOrDefault(r => r.TakesBack) is { } own) takesBack = new(own, options.Quorum, time, log);
        running = Task.WhenAll(Task.Run(KeepAsync), Task.Run(GiveUpLateAsync));
    }

    public Task<bool> SendAsync(string queue, StepMessage message, bool mayShare) => outlet.SendAsync(queue, message, mayShare);

    public Task<SentBack> SendBackAsync(string address, StepMessage message, Action<StepMessage>? late = null) => back.SendAsync(address, message, late);

    public async Task StopReadingAsync(IReadOnlyCollection<string> stopped, CancellationToken ct)
    {
        foreach (var queue in stopped) ended[queue] = 0;
        if (takesBack is { } own && ended.ContainsKey(own.Queue)) own.Stop();
        try
        {
            await Task.WhenAll(reading.Where(reader => ended.ContainsKey(reader.Queue)).Select(reader => reader.StopAsync(ct)));
        }
        catch (Exception gone) when (!ct.IsCancellationRequested)
        {
            Lost(log, options.Name, gone.Message); // Then nothing is read either, and not again.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested) return;
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        outlet.Close();
        stopping.Dispose();
    }

    private async Task KeepAsync()
    {
        var (pause, said) = (FirstPause, "");
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await OnceAsync(() => (pause, said) = (FirstPause, ""), stopping.Token);
            }
#pragma warning disable CA1031 // Whatever the broker does, it is tried again; the log says once what is wrong.
            catch (Exception thrown) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
            {
                var reason = thrown.GetBaseException().Message; // What wraps it only says that nobody could be reached.
                if (reason != said) Lost(log, options.Name, said = reason);
            }

            await Task.Delay(pause, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Connects, sends and reads until the connection breaks.</summary>
    private async Task OnceAsync(Action succeeded, CancellationToken ct)
    {
        var broken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var connection = await Factory().CreateConnectionAsync(ct);
        connection.ConnectionShutdownAsync += (_, shutdown) => Break(shutdown.ReplyText);
        using var until = CancellationTokenSource.CreateLinkedTokenSource(ct);
        List<Task> works = [];
        try
        {
            var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false), ct);
            channel.ChannelShutdownAsync += (_, shutdown) => Break(shutdown.ReplyText);
            succeeded();
            Connected(log, options.Name);
            works.Add(outlet.RunAsync(channel, () => takesBack?.Address, until.Token));
            works.Add(back.KeepAsync(connection, until.Token));
            if (takesBack is not null) works.Add(takesBack.KeepAsync(connection, until.Token));
            reading = [.. readings.Where(r => !ended.ContainsKey(r.Queue)).Select(r => new QueueReader(connection, r, options.Quorum, time, log))];
            works.AddRange(reading.Select(reader => reader.KeepAsync(TellWhenAllAreRead, until.Token)));
            if (live is not null) works.Add(live.RunAsync(connection, until.Token));
            await (await Task.WhenAny(broken.Task, works[0])).WaitAsync(ct);
        }
        finally
        {
            await until.CancelAsync();
            foreach (var work in works) await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            reading = [];
            _ = CloseAsync(connection);
        }

        Task Break(string why)
        {
            broken.TrySetException(new LaneClosedException(why));
            return Task.CompletedTask;
        }
    }

    private void TellWhenAllAreRead()
    {
        if (reading.All(reader => reader.IsOpen)) Opened?.Invoke();
    }

    /// <summary>Beside everything else: where the other side is gone or stuck, it takes its time.</summary>
    private async Task CloseAsync(IConnection connection)
    {
        try
        {
            using var limit = new CancellationTokenSource(Patience, time);
            await connection.CloseAsync(limit.Token);
        }
#pragma warning disable CA1031 // It is given up in any case.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            Lost(log, options.Name, thrown.Message);
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }

    private async Task GiveUpLateAsync()
    {
        using var tick = new PeriodicTimer(options.SendTimeout / 8, time);
        try
        {
            while (await tick.WaitForNextTickAsync(stopping.Token))
            {
                outlet.GiveUpLate();
                back.GiveUpLate();
            }
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private ConnectionFactory Factory() => new()
    {
        Uri = AmqpAddress.Of(options.Broker),
        ClientProvidedName = options.Name,
        RequestedHeartbeat = Heartbeat,
        AutomaticRecoveryEnabled = false,
        TopologyRecoveryEnabled = false,
    };

    [LoggerMessage(5000, LogLevel.Debug, "{Name} is connected")]
    private static partial void Connected(ILogger log, string name);

    [LoggerMessage(5001, LogLevel.Warning, "{Name} is not connected to the broker ({Reason}); trying again")]
    private static partial void Lost(ILogger log, string name, string reason);
}
