using System.Runtime.CompilerServices;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>What nobody could take, or nobody finished with.</summary>
internal sealed class RefusedMessages : ICheck<ManagementClient>
{
    public string Name => "refused-messages";

    public async IAsyncEnumerable<Finding> LookAsync(ManagementClient on, [EnumeratorCancellation] CancellationToken ct)
    {
        var found = 0;
        foreach (var queue in (await on.QueuesAsync(ct)).Where(queue => KnownQueues.Lies(queue.Name) && queue.Messages > 0))
        {
            found++;
            yield return this.Warning($"{queue.Name} holds {queue.Messages} messages.", "Look at their headers in the management console: MT-Fault-Message says what was wrong with each. Purge what is of no use.");
        }

        if (found == 0) yield return this.Well("No message lies in an error, skipped or dead letter queue.");
    }
}
