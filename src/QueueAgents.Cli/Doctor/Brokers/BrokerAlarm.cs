using System.Runtime.CompilerServices;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>An alarm of memory or disk blocks whoever publishes: to a client it is nothing but silence. So one message is sent that goes nowhere.</summary>
internal sealed class BrokerAlarm : ICheck<OpenBroker>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Goodbye = TimeSpan.FromMilliseconds(100);

    public string Name => "broker-alarm";

    public async IAsyncEnumerable<Finding> LookAsync(OpenBroker on, [EnumeratorCancellation] CancellationToken ct)
    {
        // A blocked connection reads nothing more, so it is one of its own.
        await using var connection = await on.Settings.Factory.CreateConnectionAsync(ct);
        var blocked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionBlockedAsync += (_, alarm) =>
        {
            blocked.TrySetResult(alarm.Reason);
            return Task.CompletedTask;
        };
        var answered = NowhereAsync(connection, ct);
        await Task.WhenAny(answered, blocked.Task, Task.Delay(Patience, TimeProvider.System, ct));
        on.TakesNothing = !answered.IsCompleted;
        // The broker does not read from it any more, so that to close it in good order would take until that is given up.
        if (on.TakesNothing) await connection.AbortAsync(Goodbye);
        if (blocked.Task.IsCompletedSuccessfully) yield return this.Wrong($"It blocks publishers: {await blocked.Task}.", "Free disk or memory on its nodes, or raise disk_free_limit and vm_memory_high_watermark; runs go on by themselves then.");
        else if (on.TakesNothing) yield return this.Wrong($"A message was not taken within {Patience.TotalSeconds:0} s.", "Look at the broker's log for alarms of memory and disk.");
        else yield return this.Well("It takes messages: no alarm blocks publishers.");
    }

    /// <summary>To a queue that is not there; whether it may or not, an answer is an answer.</summary>
    private static async Task NowhereAsync(IConnection connection, CancellationToken ct)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), ct);
            await channel.BasicPublishAsync("", Probe.Nowhere, ReadOnlyMemory<byte>.Empty, ct);
        }
        catch (Exception refused) when (refused is OperationInterruptedException or PublishException)
        {
            // The user may not send there.
        }
    }
}
