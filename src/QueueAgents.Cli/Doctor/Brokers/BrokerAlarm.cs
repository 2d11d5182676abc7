using System.Runtime.CompilerServices;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>An alarm of memory or disk blocks whoever publishes: to a client it is nothing but silence. So one message is sent that goes nowhere, on a connection of its own: of a blocked one nothing is read any more.</summary>
internal sealed class BrokerAlarm : ICheck<OpenBroker>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Name => "broker-alarm";

    public async IAsyncEnumerable<Finding> LookAsync(OpenBroker on, [EnumeratorCancellation] CancellationToken ct)
    {
        var connection = await on.Settings.Factory.CreateConnectionAsync(ct);
        try
        {
            var blocked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            connection.ConnectionBlockedAsync += (_, alarm) =>
            {
                blocked.TrySetResult(alarm.Reason);
                return Task.CompletedTask;
            };
            var answered = NowhereAsync(connection, ct);
            await Task.WhenAny(answered, blocked.Task, Task.Delay(Patience, TimeProvider.System, ct));
            on.TakesNothing = blocked.Task.IsCompletedSuccessfully || !answered.IsCompletedSuccessfully;
            if (blocked.Task.IsCompletedSuccessfully) yield return this.Wrong($"It blocks publishers: {await blocked.Task}.", "Free disk or memory on its nodes, or raise disk_free_limit and vm_memory_high_watermark; runs go on by themselves then.");
            else if (on.TakesNothing) yield return this.Wrong($"A message was not taken within {Patience.TotalSeconds:0} s.", "Look at the broker's log for alarms of memory and disk.");
            else yield return this.Well("It takes messages: no alarm blocks publishers.");
        }
        finally
        {
            var closed = CloseAsync(connection);
            if (!on.TakesNothing) await closed;
        }
    }

    /// <summary>A broker that takes nothing does not hear the goodbye either, and it is seconds until that is given up: nobody waits for it.</summary>
    private static async Task CloseAsync(IConnection connection) => await Task.WhenAny(connection.DisposeAsync().AsTask());

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
