using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using RabbitMQ.Client;

namespace QueueAgents.Transport.RabbitMq;

/// <summary>
/// Takes what is sent straight back to this process, and says when it is done with it: several at once where they end together. Its queue is in
/// the broker's memory and lives as long as its channel; who sends to it keeps the message until then.
/// </summary>
internal sealed partial class BackInlet(Reading reading, bool quorum, TimeProvider time, ILogger log)
{
    /// <summary>How the broker names who asked by <see cref="BackOutlet"/>.</summary>
    private const string Asker = $"{BackOutlet.Reply}.";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly Dictionary<string, object?> Classic = new() { ["x-queue-type"] = "classic" };

    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? address;

    /// <summary>Where to send to; null while nothing is taken.</summary>
    public string? Address => address;

    public string Queue => reading.Queue;

    /// <summary>Takes nothing more; what was taken goes on.</summary>
    public void Stop() => stopped.TrySetResult();

    /// <param name="connection">To the broker.</param>
    /// <param name="ct">Cancelled when the connection is lost.</param>
    public Task KeepAsync(IConnection connection, CancellationToken ct)
        => Keeping.KeepAsync(() => OnceAsync(connection, ct), () => stopped.Task.IsCompleted, reason => NotTaken(log, reason), Pause, time, ct);

    private async Task OnceAsync(IConnection connection, CancellationToken ct)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, shutdown) =>
        {
            closed.TrySetException(new LaneClosedException(shutdown.ReplyText));
            return lost.CancelAsync();
        };
        var ends = Channel.CreateUnbounded<End>(new UnboundedChannelOptions { SingleReader = true });
        var saying = SayAsync(channel, ends.Reader, lost.Token);
        try
        {
            await Declaring.PassingAsync(channel, Queues.Outcomes, ct);
            var queue = (await channel.QueueDeclareAsync($"{Queues.Outcomes}.{Guid.NewGuid():N}", durable: false, exclusive: true, autoDelete: true, Classic, cancellationToken: ct)).QueueName;
            await channel.QueueBindAsync(queue, Queues.Outcomes, queue, cancellationToken: ct);
            var tag = await channel.BasicConsumeAsync(queue, autoAck: true, new Taker(channel, reading, new ErrorQueue(connection, quorum, time), ends.Writer, log, lost.Token), ct);
            address = queue;
            await (await Task.WhenAny(stopped.Task, closed.Task).WaitAsync(ct));
            address = null;
            await channel.BasicCancelAsync(tag, cancellationToken: ct); // Its queue goes with it.
            await saying; // Until the connection is closed, because what was taken is still to be said.
        }
        finally
        {
            address = null;
            await lost.CancelAsync();
            await saying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task SayAsync(IChannel channel, ChannelReader<End> ends, CancellationToken ct)
    {
        var open = new Dictionary<string, Answer>(StringComparer.Ordinal);
        while (await ends.WaitToReadAsync(ct))
        {
            while (ends.TryRead(out var end))
            {
                if (!open.TryGetValue(end.To, out var answer)) open[end.To] = answer = new Answer();
                answer.Add(end);
                if (!answer.IsFull) continue;
                open.Remove(end.To);
                await PublishAsync(end.To, answer);
            }

            foreach (var (to, answer) in open) await PublishAsync(to, answer);
            open.Clear();
        }

        ValueTask PublishAsync(string to, Answer answer)
            => channel.BasicPublishAsync("", to, mandatory: false, new BasicProperties { ContentType = "application/json" }, answer.Write(), ct);
    }

    private readonly record struct End(string To, Guid Id, bool Done, StepMessage? Next);

    /// <summary>What is said to one process at once.</summary>
    private sealed class Answer
    {
        private readonly List<Guid> done = [], back = [];
        private readonly List<Following> next = [];

        /// <summary>Each that follows may carry a whole state: more in one message would come near what a broker takes.</summary>
        public bool IsFull => next.Count >= 16;

        public void Add(End end)
        {
            (end.Done ? done : back).Add(end.Id);
            if (end.Next is { } message) next.Add(new(end.Id, message));
        }

        public byte[] Write() => new Settled { Done = done, Back = back, Next = next }.Write();
    }

    private sealed class Taker(IChannel channel, Reading reading, ErrorQueue errors, ChannelWriter<End> ends, ILogger log, CancellationToken lost) : AsyncDefaultBasicConsumer(channel)
    {
        public override Task HandleBasicDeliverAsync(
            string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
        {
            try
            {
                var messages = Inlet.Read(properties, body);
                foreach (var message in messages) _ = TakeAsync(message, body.Length / messages.Length, properties.ReplyTo);
            }
            catch (Exception malformed) when (malformed is JsonException or NotSupportedException or InvalidDataException)
            {
                _ = RefuseAsync(body.ToArray(), malformed);
            }

            return Task.CompletedTask;
        }

        private async Task TakeAsync(StepMessage message, int bytes, string? from)
        {
            var id = message.Id; // What follows later keeps no whole message for it.
            // Where else it could name any queue, and have this process write to it.
            var answers = from?.StartsWith(Asker, StringComparison.Ordinal) == true;
            var verdict = await reading.OfferAsync(new Arrived(message, bytes, Redelivered: false, lost) { From = from, Follow = answers ? Follow : null });
            var done = !verdict.Again && (verdict.Refusal is not { } why || await RefuseAsync(StepJson.Write(message), why));
            if (answers) ends.TryWrite(new(from!, message.Id, done, verdict.Next));

            bool Follow(StepMessage next) => !lost.IsCancellationRequested && ends.TryWrite(new(from!, id, Done: true, next));
        }

        private async Task<bool> RefuseAsync(byte[] body, Exception why)
        {
            try
            {
                await errors.PutAsync(reading.Queue, body, why, lost);
                return true;
            }
#pragma warning disable CA1031 // Then its sender sends it to its queue, where it is refused once more.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                NotTaken(log, thrown.Message);
                return false;
            }
        }
    }

    [LoggerMessage(5040, LogLevel.Warning, "Outcomes are not taken straight for now ({Reason}); they come by their queue")]
    private static partial void NotTaken(ILogger log, string reason);
}
