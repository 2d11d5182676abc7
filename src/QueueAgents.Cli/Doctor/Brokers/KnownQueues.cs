using System.Runtime.CompilerServices;
using QueueAgents.Contracts;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>All queues of the fleet: of the type that is set, and read by somebody.</summary>
internal sealed class KnownQueues : ICheck<ManagementClient>
{
    public string Name => "queues";

    public async IAsyncEnumerable<Finding> LookAsync(ManagementClient on, [EnumeratorCancellation] CancellationToken ct)
    {
        var wanted = on.Settings.Quorum ? "quorum" : "classic";
        var queues = (await on.QueuesAsync(ct)).Where(queue => !GoesWithItsProcess(queue.Name)).ToList();
        var bad = 0;
        foreach (var queue in queues.Where(queue => !Lies(queue.Name)))
        {
            if (queue.Type is { } type && type != wanted)
            {
                bad++;
                yield return this.Wrong($"{queue.Name} is a {type} queue, and the setting QueueType is {wanted}.", "Stop the fleet and delete the queue, it is made again and what was in it is sent again from the rows; or change QueueType.");
            }

            if (queue is { Messages: > 0, Consumers: 0 } && !queue.Name.EndsWith(".sentinel", StringComparison.Ordinal))
                yield return this.Warning($"{queue.Name} has {queue.Messages} messages and nobody reads it.", "Start a worker that serves it, or a server.");
        }

        if (bad == 0) yield return this.Well(queues.Count == 0 ? "None of the fleet's queues is there yet." : $"The queues of the fleet ({queues.Count}) are {wanted}, as the setting says.");
    }

    private static bool GoesWithItsProcess(string queue)
        => queue.StartsWith(Queues.Reply(""), StringComparison.Ordinal) || queue.StartsWith($"{Queues.Live}.", StringComparison.Ordinal) || queue.StartsWith($"{Queues.Outcomes}.", StringComparison.Ordinal);

    /// <summary>What lies there, lies there: nobody reads it.</summary>
    public static bool Lies(string queue) => queue.EndsWith("_error", StringComparison.Ordinal) || queue.EndsWith("_skipped", StringComparison.Ordinal) || queue == "queue-agents.dead";
}
