using System.Threading.Channels;
using RabbitMQ.Client;

namespace QueueAgents.Transport.RabbitMq;

/// <summary>
/// Sends with confirmation over one channel after the other. One writer takes whatever has queued up while the last message was written, so
/// a lonely message leaves at once and a crowd leaves in few.
/// </summary>
internal sealed class Outlet(TimeSpan timeout, TimeProvider time)
{
    private readonly Channel<Sending> waiting = Channel.CreateUnbounded<Sending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock gate = new();
    /// <summary>What somebody waits for, the longest waiting first.</summary>
    private readonly Queue<Sending> begun = new();

    public Task<bool> SendAsync(string queue, StepMessage message, bool mayShare)
    {
        var sending = new Sending(queue, message, mayShare, time.GetTimestamp());
        lock (gate)
        {
            while (begun.TryPeek(out var first) && first.IsOver) begun.Dequeue();
            begun.Enqueue(sending);
        }

        if (!waiting.Writer.TryWrite(sending)) sending.Fail(new LaneClosedException());
        return sending.Arrived;
    }

    /// <summary>Sends over this channel until it is closed.</summary>
    /// <param name="channel">With confirmation, and nobody else's.</param>
    /// <param name="from">Where answers may be sent straight back to; null while they are not taken.</param>
    /// <param name="ct">Ends it.</param>
    public async Task RunAsync(IChannel channel, Func<string?> from, CancellationToken ct)
    {
        var ledger = new Ledger();
        Watch(channel, ledger);
        try
        {
            await WriteAsync(channel, from, ledger, ct);
        }
        finally
        {
            ledger.Close(new LaneClosedException());
        }
    }

    /// <summary>Gives up what has been waited for long enough.</summary>
    public void GiveUpLate() => GiveUp(sending => time.GetElapsedTime(sending.Began) >= timeout, new TimeoutException($"The broker did not confirm within {timeout.TotalSeconds:0.#} s."));

    /// <summary>Nothing is sent any more.</summary>
    public void Close()
    {
        waiting.Writer.TryComplete();
        GiveUp(_ => true, new LaneClosedException());
    }

    private void GiveUp(Func<Sending, bool> isLate, Exception why)
    {
        List<Sending> late = [];
        lock (gate)
        {
            while (begun.TryPeek(out var first) && (first.IsOver || isLate(first))) late.Add(begun.Dequeue());
        }

        foreach (var sending in late) sending.Fail(why);
    }

    private async Task WriteAsync(IChannel channel, Func<string?> from, Ledger ledger, CancellationToken ct)
    {
        var declared = new HashSet<string>(StringComparer.Ordinal);
        await Bundler.LeaveAsync(waiting.Reader, PublishAsync, ct);

        async ValueTask PublishAsync(Bundle bundle)
        {
            var message = new Unconfirmed(bundle.Sendings[0].Message.Id.ToString(), bundle.Sendings);
            ledger.Add(message);
            // Sending to an exchange that is not there closes the channel.
            if (!declared.Contains(bundle.Queue))
            {
                await channel.ExchangeDeclareAsync(bundle.Queue, ExchangeType.Fanout, durable: true, cancellationToken: ct);
                declared.Add(bundle.Queue);
            }

            await channel.BasicPublishAsync(bundle.Queue, "", mandatory: true, PropertiesOf(message, from()), bundle.Close(), ct);
        }
    }

    private static BasicProperties PropertiesOf(Unconfirmed message, string? from) => new()
    {
        ContentType = "application/json",
        DeliveryMode = DeliveryModes.Persistent,
        MessageId = message.Id,
        // To be found in the management console; of several, the first.
        CorrelationId = message.Sendings[0].Message.RunId.ToString(),
        ReplyTo = from,
    };

    private static void Watch(IChannel channel, Ledger ledger)
    {
        channel.BasicAcksAsync += (_, ack) => Done(() => ledger.Confirm(ack.DeliveryTag, ack.Multiple));
        channel.BasicNacksAsync += (_, nack) => Done(() => ledger.Refuse(nack.DeliveryTag, nack.Multiple, new IOException("The broker refused the message.")));
        channel.BasicReturnAsync += (_, returned) => Done(() => ledger.Return(returned.BasicProperties.MessageId));
        channel.ChannelShutdownAsync += (_, shutdown) => Done(() => ledger.Close(new LaneClosedException(shutdown.ReplyText)));
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}

/// <summary>The connection went while something was under way: it may have arrived or not.</summary>
internal sealed class LaneClosedException(string? why = null) : IOException($"The connection to the broker was lost{(why is null ? "" : $": {why}")}.");
