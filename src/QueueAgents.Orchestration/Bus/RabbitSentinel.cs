using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Recovery;
using QueueAgents.Orchestration.Telemetry;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace QueueAgents.Orchestration.Bus;

/// <summary>The sentinel as a durable queue of RabbitMQ, looked at over a connection of its own.</summary>
internal sealed class RabbitSentinel(Uri broker, bool quorum) : ISentinel
{
    private static readonly Dictionary<string, object?> QuorumQueue = new() { ["x-queue-type"] = "quorum" };

    public async Task<bool> StandsAsync(CancellationToken ct)
    {
        await using var connection = await ConnectAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        try
        {
            await channel.QueueDeclarePassiveAsync(Queues.Sentinel, ct);
            return true;
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == 404)
        {
            return false;
        }
    }

    public async Task SetUpAsync(CancellationToken ct)
    {
        await using var connection = await ConnectAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        await channel.QueueDeclareAsync(Queues.Sentinel, durable: true, exclusive: false, autoDelete: false, quorum ? QuorumQueue : null, cancellationToken: ct);
    }

    private Task<IConnection> ConnectAsync(CancellationToken ct)
        => new ConnectionFactory { Uri = broker, ClientProvidedName = $"server@{Environment.MachineName} sentinel" }.CreateConnectionAsync(ct);
}

/// <summary>Looks for the sentinel at start and after every time the bus had lost the broker.</summary>
internal sealed class BrokerWatch(IBusControl bus, BrokerLoss loss, TimeProvider time, ILogger<BrokerWatch> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var away = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var healthy = bus.CheckHealth().Status == BusHealthStatus.Healthy;
                if (!healthy) loss.Away();
                if (healthy && away) await loss.CheckAsync(stoppingToken);
                away = !healthy;
            }
#pragma warning disable CA1031 // Looked at again in a second.
            catch (Exception thrown) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                log.LoopStumbled(nameof(BrokerWatch), thrown.Message);
            }

            await Task.Delay(LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
