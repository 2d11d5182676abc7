using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;

namespace QueueAgents.Rights;

/// <summary>What this process must be allowed at its broker.</summary>
internal sealed record NeededRights(Uri Broker, string Name, IReadOnlyList<BrokerRight> Rights);

/// <summary>
/// Says at start which rights this process lacks, in a line each: without it a missing right is nothing but silence. It looks again until
/// none is missing, because the bus goes on trying as well.
/// </summary>
internal sealed partial class RightsCheck(NeededRights needed, TimeProvider time, ILogger<RightsCheck> log) : BackgroundService
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Unreachable = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Refused = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var said = new HashSet<string>();
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = Refused;
            try
            {
                var refused = await BrokerRights.RefusedAsync(needed.Broker, $"{needed.Name} rights", needed.Rights, Limit, stoppingToken);
                foreach (var right in refused.Where(said.Add)) Missing(log, right);
                if (refused.Count == 0)
                {
                    if (said.Count > 0) Complete(log);
                    return;
                }
            }
#pragma warning disable CA1031 // The broker is away or goes while it is asked: the bus says so, and this asks again.
            catch (Exception thrown) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                wait = Unreachable;
                if (thrown is not BrokerUnreachableException) Stumbled(log, thrown.Message);
            }

            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(4000, LogLevel.Critical, "The broker refuses what this process needs: {Right}. compose/rabbitmq/definitions.json has the rights of every role")]
    private static partial void Missing(ILogger log, string right);

    [LoggerMessage(4001, LogLevel.Information, "The broker has granted what was missing")]
    private static partial void Complete(ILogger log);

    [LoggerMessage(4002, LogLevel.Debug, "Rights could not be asked for ({Reason})")]
    private static partial void Stumbled(ILogger log, string reason);
}
