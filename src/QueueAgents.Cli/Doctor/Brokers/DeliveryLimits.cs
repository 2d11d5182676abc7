using System.Runtime.CompilerServices;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>A message that takes its consumer down must not come again for ever, and where it is given up it must not vanish.</summary>
internal sealed class DeliveryLimits : ICheck<ManagementClient>
{
    private const string Door = "queue-agents.door"; // Whoever asked there asks again: what is given up may vanish.

    public string Name => "delivery-limits";

    public async IAsyncEnumerable<Finding> LookAsync(ManagementClient on, [EnumeratorCancellation] CancellationToken ct)
    {
        var queues = (await on.QueuesAsync(ct)).Where(Matters).ToList();
        var (endless, dropping) = (queues.Where(queue => !queue.HasDeliveryLimit).ToList(), queues.Where(queue => queue.Name != Door && queue is { HasDeliveryLimit: true, HasDeadLetters: false }).ToList());
        if (endless.Count > 0)
            yield return this.Warning($"No policy limits how often a message is delivered from {Names(endless)}.", "Set delivery-limit and dead-letter-exchange by policy: compose/rabbitmq/definitions.json has both.");
        if (dropping.Count > 0)
            yield return this.Warning($"What is delivered too often from {Names(dropping)} vanishes.", "Set dead-letter-exchange in the policy that sets delivery-limit.");
        if (endless.Count + dropping.Count == 0) yield return this.Well(queues.Count == 0 ? "None of the fleet's queues is there yet." : "Policies limit how often a message is delivered, and keep what is given up.");
    }

    private static bool Matters(Queue queue)
        => queue.Type == "quorum" && !KnownQueues.Lies(queue.Name) && !queue.Name.EndsWith(".sentinel", StringComparison.Ordinal);

    private static string Names(List<Queue> queues) => string.Join(", ", queues.Take(5).Select(queue => queue.Name)) + (queues.Count > 5 ? $" and {queues.Count - 5} more" : "");
}
