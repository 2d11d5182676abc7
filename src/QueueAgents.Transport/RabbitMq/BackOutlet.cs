using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using RabbitMQ.Client;

namespace QueueAgents.Transport.RabbitMq;

/// <summary>
/// Sends messages straight back to the processes they belong to. The broker keeps nothing of them and confirms nothing, which is what makes it
/// quick: what tells is the other process, once it is done with them. As with the lane, what has queued up leaves together.
/// </summary>
internal sealed partial class BackOutlet(TimeSpan timeout, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    /// <summary>Who consumes this is sent what is addressed to it, over the same channel.</summary>
    public const string Reply = "amq.rabbitmq.reply-to";

    private readonly Channel<Sending> waiting = Channel.CreateUnbounded<Sending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<Guid, Open> open = new();
    /// <summary>Answered, and something may still come.</summary>
    private readonly ConcurrentDictionary<Guid, Standing> standing = new();
    private readonly TaskCompletionSource wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isOpen;

    /// <summary>See <see cref="ILane.SendBackAsync"/>. The first finds it closed: a process that sends nothing back needs no channel.</summary>
    public Task<SentBack> SendAsync(string address, StepMessage message, Action<StepMessage>? late)
    {
        wanted.TrySetResult();
        if (!isOpen) return Task.FromResult(new SentBack(Done: false));
        var sent = new Open(new(address, message, mayShare: true, time.GetTimestamp()), message.Stands ? late : null);
        open[message.Id] = sent;
        if (!isOpen) End(message.Id, new(Done: false)); // It was closed between the two.
        else waiting.Writer.TryWrite(sent.Sending);
        return sent.Answer.Task;
    }

    /// <summary>Gives up what has been waited for long enough.</summary>
    public void GiveUpLate()
    {
        foreach (var (id, sent) in standing)
            if (time.GetElapsedTime(sent.Began) >= Handing.TakenWithin) standing.TryRemove(id, out _);
        foreach (var (id, sent) in open)
            if (time.GetElapsedTime(sent.Sending.Began) >= timeout) End(id, new(Done: false));
    }

    /// <param name="connection">To the broker.</param>
    /// <param name="ct">Cancelled when the connection is lost.</param>
    public Task KeepAsync(IConnection connection, CancellationToken ct)
        => Keeping.KeepAsync(() => OnceAsync(connection, ct), () => false, reason => NotSent(log, reason), Pause, time, ct);

    /// <summary>Sends over a channel of its own until that is closed.</summary>
    private async Task OnceAsync(IConnection connection, CancellationToken ct)
    {
        await wanted.Task.WaitAsync(ct);
        using var until = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        var why = "";
        channel.ChannelShutdownAsync += (_, shutdown) =>
        {
            why = shutdown.ReplyText;
            return until.CancelAsync();
        };
        channel.BasicReturnAsync += (_, returned) =>
        {
            // Nobody is there any more, and an address is never used again: nor will what was sent there before be heard of.
            foreach (var (id, sent) in open)
                if (sent.Sending.Queue == returned.RoutingKey) End(id, new(Done: false));
            return Task.CompletedTask;
        };
        try
        {
            await Declaring.PassingAsync(channel, Queues.Outcomes, until.Token);
            await channel.BasicConsumeAsync(Reply, autoAck: true, new Ends(channel, this), until.Token);
            isOpen = true;
            await Bundler.LeaveAsync(
                waiting.Reader,
                bundle => channel.BasicPublishAsync(Queues.Outcomes, bundle.Queue, mandatory: true, PropertiesOf(bundle), bundle.Close(), until.Token),
                until.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new LaneClosedException(why);
        }
        finally
        {
            isOpen = false;
            standing.Clear(); // What would be sent to this channel comes nowhere.
            foreach (var id in open.Keys) End(id, new(Done: false));
        }
    }

    private void End(Guid id, SentBack answer)
    {
        if (open.TryRemove(id, out var sent))
        {
            if (sent.Late is { } late && answer is { Done: true, Next: null }) standing[id] = new(late, sent.Sending.Began);
            sent.Sending.Settle(answer.Done);
            sent.Answer.TrySetResult(answer);
        }
        else if (answer.Next is { } next && standing.TryRemove(id, out var answered))
        {
            answered.Late(next);
        }
    }

    private static BasicProperties PropertiesOf(Bundle bundle) => new()
    {
        ContentType = "application/json",
        CorrelationId = bundle.Sendings[0].Message.RunId.ToString(),
        ReplyTo = Reply,
    };

    [LoggerMessage(5041, LogLevel.Warning, "Outcomes are not sent straight for now ({Reason}); they go by their queue")]
    private static partial void NotSent(ILogger log, string reason);

    private sealed record Open(Sending Sending, Action<StepMessage>? Late)
    {
        public TaskCompletionSource<SentBack> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private readonly record struct Standing(Action<StepMessage> Late, long Began);

    /// <summary>Hears what became of them.</summary>
    private sealed class Ends(IChannel channel, BackOutlet outlet) : AsyncDefaultBasicConsumer(channel)
    {
        public override Task HandleBasicDeliverAsync(
            string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
        {
            var settled = Settled.Read(body.Span);
            foreach (var next in settled.Next ?? []) outlet.End(next.After, new(Done: true, next.Message));
            foreach (var id in settled.Done ?? []) outlet.End(id, new(Done: true));
            foreach (var id in settled.Back ?? []) outlet.End(id, new(Done: false));
            return Task.CompletedTask;
        }
    }
}
