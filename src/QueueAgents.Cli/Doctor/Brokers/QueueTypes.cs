using System.Runtime.CompilerServices;
using QueueAgents.Contracts;
using RabbitMQ.Client;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>A queue that is there as another type than the fleet is set to cannot be declared: servers and workers wait for it for ever. Asked by declaring what is there.</summary>
internal sealed class QueueTypes : ICheck<OpenBroker>
{
    private const ushort NotFound = 404;
    private const ushort Refused = 403;
    private const ushort Different = 406;

    private static readonly Dictionary<string, object?> Quorum = new() { ["x-queue-type"] = "quorum" };

    public string Name => "queue-types";

    public async IAsyncEnumerable<Finding> LookAsync(OpenBroker on, [EnumeratorCancellation] CancellationToken ct)
    {
        if (on.Settings.Role != BrokerRole.Server)
        {
            yield return this.NotLooked("Only a server declares the queues that are looked at here: --role server.");
            yield break;
        }

        var (there, type, strange) = (0, on.Settings.Quorum ? "quorum" : "classic", 0);
        foreach (var queue in new[] { Queues.Run, Queues.Control, Queues.Submit, Queues.Door, Queues.Sentinel })
        {
            if ((await on.Connection.AsksAsync(channel => channel.QueueDeclarePassiveAsync(queue, ct), ct))?.ReplyCode == NotFound) continue;
            there++;
            var answer = await on.Connection.AsksAsync(channel => channel.QueueDeclareAsync(queue, true, false, false, on.Settings.Quorum ? Quorum : null, cancellationToken: ct), ct);
            if (answer is not { ReplyCode: Different or Refused }) continue;
            strange++;
            yield return answer.ReplyCode == Different
                ? this.Wrong($"{queue} is not as the setting QueueType={type} wants it: {answer.ReplyText}", "Stop the fleet and delete the queue, it is made again and what was in it is sent again from the rows; or change QueueType.")
                : this.Wrong($"{queue} cannot be declared: {answer.ReplyText}", "Give the user the right to configure it: compose/rabbitmq/definitions.json has the rights of every role.");
        }

        if (there == 0) yield return this.Well("None of the fleet's queues is there yet: the first server makes them.");
        else if (strange == 0) yield return this.Well($"The queues of servers that are there ({there}) are {type}, as the setting says.");
    }
}
