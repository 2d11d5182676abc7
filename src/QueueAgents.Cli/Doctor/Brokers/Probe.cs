using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>Tries something on a channel of its own, because a refusal closes it.</summary>
internal static class Probe
{
    /// <summary>A queue nobody has.</summary>
    public const string Nowhere = "queue-agents.doctor.nowhere";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>Why the broker has closed the channel; null where it did not.</returns>
    /// <exception cref="TimeoutException">It says nothing.</exception>
    public static async Task<ShutdownEventArgs?> AsksAsync(this IConnection connection, Func<IChannel, Task> ask, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        try
        {
            await ask(channel).WaitAsync(Patience, ct);
            return null;
        }
        catch (OperationInterruptedException refused) when (refused.ShutdownReason is { } reason)
        {
            return reason;
        }
    }

    /// <summary>Publishes nothing: the message says it is somebody else's, which the broker looks at last.</summary>
    /// <returns>Why the broker refuses it.</returns>
    public static async Task<ShutdownEventArgs?> PublishesAsync(this IConnection connection, string exchange, int bytes, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        var closed = new TaskCompletionSource<ShutdownEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            closed.TrySetResult(reason);
            return Task.CompletedTask;
        };
        await channel.BasicPublishAsync(exchange, Nowhere, mandatory: false, new BasicProperties { UserId = "nobody" }, new byte[bytes], ct);
        return await closed.Task.WaitAsync(Patience, ct);
    }
}
