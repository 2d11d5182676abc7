using QueueAgents.Contracts;
using QueueAgents.Rights;
using QueueAgents.Transport.RabbitMq;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>Something a role does with the broker, as something that can be tried and leaves nothing behind but exchanges of ours.</summary>
/// <param name="Sentence">What the user may or may not do.</param>
/// <param name="TryAsync">What the broker says to it; 403 means no, whatever else means yes.</param>
internal sealed record Need(string Sentence, Func<IConnection, CancellationToken, Task<ShutdownEventArgs?>> TryAsync)
{
    /// <summary>The broker looks at it after the right and refuses it: nothing is ever delivered to us.</summary>
    private static readonly Dictionary<string, object?> Impossible = new() { ["x-priority"] = "none" };

    private static string AnyStep => Queues.Step("doctor", 0);

    public static IReadOnlyList<Need> Of(BrokerRole role) => role switch
    {
        BrokerRole.Server =>
        [
            .. new[] { Queues.Run, Queues.Control, Queues.Submit, Queues.Door }.Select(Read),
            .. new[] { nameof(RunCompleted), nameof(RunFailed), nameof(RunCancelled), nameof(RunWaiting), nameof(RunRejected), nameof(StepSuperseded), nameof(DrainWorker) }.SelectMany(Publish),
            ConfigureNew(AnyStep), Write(AnyStep), Write(""), Hear("outcomes that come straight", Queues.Outcomes), Hear("what models say", Queues.Live),
        ],
        BrokerRole.Worker =>
        [
            .. new[] { Queues.Run, Queues.Door }.SelectMany(exchange => new[] { Configure(exchange), Write(exchange) }),
            .. new[] { Queues.Outcomes, Queues.Live }.SelectMany(exchange => new[] { ConfigurePassing(exchange), Write(exchange) }),
            Read(AnyStep), ConfigureNew(AnyStep), Own(),
        ],
        _ => [.. new[] { nameof(SubmitRun), nameof(CancelRun), nameof(PauseRun), nameof(ResumeRun), nameof(SignalRun), nameof(AnswerRun), nameof(RetryRun) }.SelectMany(Publish), Write(Queues.Submit)],
    };

    private static IEnumerable<Need> Publish(string message)
    {
        var exchange = $"{typeof(SubmitRun).Namespace}:{message}";
        return [Configure(exchange), Write(exchange)];
    }

    private static Need Configure(string exchange) => new(
        $"configure exchange '{exchange}'",
        (connection, ct) => connection.AsksAsync(channel => channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: ct), ct));

    /// <summary>For one that is not there: taking away what is not there is allowed to whoever could have made it.</summary>
    private static Need ConfigureNew(string exchange) => new(
        $"configure exchanges and queues such as '{exchange}'",
        (connection, ct) => connection.AsksAsync(channel => channel.ExchangeDeleteAsync(exchange, ifUnused: true, cancellationToken: ct), ct));

    private static Need Write(string exchange) => new(
        exchange.Length == 0 ? "write to the default exchange 'amq.default'" : $"write to exchange '{exchange}'",
        (connection, ct) => connection.PublishesAsync(exchange, 0, ct));

    private static Need Read(string queue) => new(
        $"read from queue '{queue}'",
        (connection, ct) => connection.AsksAsync(
            channel => channel.BasicConsumeAsync(queue, autoAck: false, consumerTag: "doctor", noLocal: false, exclusive: false, Impossible, new AsyncDefaultBasicConsumer(channel), ct), ct));

    private static Need ConfigurePassing(string exchange) => new(
        $"configure exchange '{exchange}'",
        (connection, ct) => connection.AsksAsync(channel => Declaring.PassingAsync(channel, exchange, ct), ct));

    /// <summary>A queue that goes with its connection, bound as a server binds its own.</summary>
    private static Need Hear(string what, string exchange) => new(
        $"hear {what} in a queue such as '{exchange}.…'",
        (connection, ct) => connection.AsksAsync(channel => new BrokerRight.HearFrom(exchange).TryAsync(channel, ct), ct));

    /// <summary>A queue that goes with its connection, bound as a worker binds its own.</summary>
    private static Need Own()
    {
        var queue = Queues.Reply($"doctor-{Guid.CreateVersion7():N}");
        return new($"have a queue such as '{queue}', bound to what servers tell all workers", (connection, ct) => connection.AsksAsync(
            async channel =>
            {
                await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: true, cancellationToken: ct);
                foreach (var told in new[] { nameof(StepSuperseded), nameof(DrainWorker) })
                {
                    var exchange = $"{typeof(StepSuperseded).Namespace}:{told}";
                    await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: ct);
                    await channel.QueueBindAsync(queue, exchange, "", cancellationToken: ct);
                }

                await channel.BasicConsumeAsync(queue, autoAck: true, new AsyncDefaultBasicConsumer(channel), ct);
            },
            ct));
    }
}
