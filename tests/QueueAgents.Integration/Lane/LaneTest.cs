using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using QueueAgents.Contracts;
using QueueAgents.TestNodes;
using QueueAgents.Transport;
using QueueAgents.Transport.RabbitMq;
using RabbitMQ.Client;
using Xunit;

namespace QueueAgents.Integration.Lane;

/// <summary>Lanes over a real broker, and what is sent over them.</summary>
public abstract class LaneTest(Broker broker)
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected Task<Uri> BrokerAsync() => broker.VirtualHostAsync();

    private protected static RabbitLane Lane(Uri url, TimeSpan? sendTimeout = null)
        => new(new(url, "lane test", Quorum: true, sendTimeout ?? Patience), TimeProvider.System, NullLogger<RabbitLane>.Instance);

    private protected static StepMessage Message() => new() { Id = Guid.NewGuid(), Execute = new() { RunId = Guid.NewGuid(), Seq = 1, Attempt = 1 } };

    private protected static Func<Arrived, Task<Verdict>> Into(Channel<Arrived> read) => arrived =>
    {
        read.Writer.TryWrite(arrived);
        return Task.FromResult(Verdict.Done);
    };

    private protected static async Task<Arrived> NextAsync(Channel<Arrived> read) => await read.Reader.ReadAsync(Ct).AsTask().WaitAsync(Patience, Ct);

    /// <summary>The queue is declared by whoever reads it, a moment after the lane is opened.</summary>
    private protected static Task ArrivesAsync(RabbitLane lane, string queue, StepMessage message)
        => Eventually.Async($"{queue} to take it", () => lane.SendAsync(queue, message, mayShare: false));

    protected static async Task<BasicGetResult> RefusedAsync(IConnection connection, string queue)
    {
        BasicGetResult? refused = null;
        await Eventually.Async($"{queue} to hold it", async () =>
        {
            await using var look = await connection.CreateChannelAsync(cancellationToken: Ct); // Asking for what is not there closes it.
            return (refused = await look.BasicGetAsync(queue, autoAck: true, Ct)) is not null;
        });
        return refused!;
    }

    protected static Task<IConnection> ConnectAsync(Uri url) => new ConnectionFactory { Uri = AmqpAddress.Of(url) }.CreateConnectionAsync(Ct);
}
