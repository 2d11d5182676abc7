using MassTransit;
using QueueAgents.Contracts;

namespace QueueAgents.Chaos.Fleet;

/// <summary>Another service: it submits, signals and answers over the bus, and knows only the contracts.</summary>
internal sealed class FleetClient : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private static readonly Uri Control = Queues.Address(Queues.Control);

    private readonly IBusControl _bus;
    private readonly Lazy<IClientFactory> _clients;
    private volatile string _silence = "";

    public FleetClient(Uri broker)
    {
        _bus = MassTransit.Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(broker, "chaos-driver", host => host.Heartbeat(TimeSpan.FromSeconds(10)));
            rabbit.ConfigureJsonSerializerOptions(Json.ForBus);
        });
        _clients = new(() => _bus.CreateClientFactory(Patience));
    }

    public IBus Bus => _bus;

    public Task StartAsync() => _bus.StartAsync(TimeSpan.FromSeconds(60));

    /// <summary>What the servers said; null where they said nothing in time, so that nobody knows.</summary>
    public async Task<object?> AskAsync<T>(T command) where T : class
    {
        // The client's own timeout begins when the broker has the request; a broker that goes meanwhile may never say so.
        using var limit = new CancellationTokenSource(2 * Patience);
        try
        {
            var response = await _clients.Value.CreateRequestClient<T>(Control).GetResponse<RunAccepted, RunRejected>(command, limit.Token).WaitAsync(limit.Token);
            return response.Message;
        }
#pragma warning disable CA1031 // Whatever went wrong on the way, nobody knows whether it arrived.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            _silence = $"{thrown.GetType().Name}: {thrown.Message}";
            await Task.Delay(Pause);
            return null;
        }
    }

    /// <summary>Submits until somebody answers.</summary>
    public async Task<Guid> SubmitAsync(SubmitRun submit)
    {
        for (var tries = 0; tries < 10; tries++)
        {
            switch (await AskAsync(submit))
            {
                case RunAccepted accepted: return accepted.RunId;
                case RunRejected rejected: throw new InvalidOperationException($"{rejected.Code}: {rejected.Reason}");
            }
        }

        throw new TimeoutException($"Nobody answered the submission of {submit.Agent}: {_silence}");
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _bus.StopAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // The broker is gone already; so are our connections with it.
        }
    }
}
