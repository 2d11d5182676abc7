using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Telemetry;
using RabbitMQ.Client;

namespace QueueAgents.Orchestration.Bus.Plain;

/// <summary>
/// Answers to plain submissions, for whoever set reply_to. What was asked is committed, so nobody waits for an answer to leave: where the
/// broker is away or slow, answers are dropped, and their askers ask again.
/// </summary>
internal sealed class PlainAnswers
{
    private readonly Channel<PlainAnswer> waiting = Channel.CreateBounded<PlainAnswer>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public ChannelReader<PlainAnswer> Waiting => waiting.Reader;

    public void Post(PlainSubmission asked, object answer)
    {
        if (asked.ReplyTo is { Length: > 0 } replyTo) waiting.Writer.TryWrite(new PlainAnswer(replyTo, asked.CorrelationId, answer));
    }
}

/// <param name="Message"><see cref="RunAccepted"/> or <see cref="RunRejected"/>: its name becomes the AMQP type, its JSON the body.</param>
internal sealed record PlainAnswer(string ReplyTo, string? CorrelationId, object Message)
{
    private const string Ours = "queue-agents.";

    /// <summary>An answer must not become a message in a queue of the fleet, where only its own are written.</summary>
    public bool IsForTheFleet => ReplyTo.StartsWith(Ours, StringComparison.Ordinal);
}

/// <summary>
/// Sends them through the default exchange, over a connection of its own: a reply_to the broker will not have closes the channel it is
/// used on, and that must not be one that something else needs.
/// </summary>
internal sealed class PlainAnswerLoop(PlainAnswers answers, FleetOptions options, TimeProvider time, ILogger<PlainAnswerLoop> log) : BackgroundService
{
    private IConnection? connection;
    private IChannel? channel;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var answer in answers.Waiting.ReadAllAsync(stoppingToken)) await TrySendAsync(answer, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (connection is not null) await connection.DisposeAsync();
    }

    private async Task TrySendAsync(PlainAnswer answer, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = time.CreateTimer(_ => limit.Cancel(), null, options.SendTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            if (answer.IsForTheFleet) throw new InvalidOperationException($"reply_to {answer.ReplyTo} is a queue of the fleet.");
            await (await ChannelAsync(limit.Token)).BasicPublishAsync(
                exchange: "", answer.ReplyTo, mandatory: false, Properties(answer), Encoding.UTF8.GetBytes(Json.Of(answer.Message).Text!), limit.Token);
        }
#pragma warning disable CA1031 // One answer that cannot be sent is dropped, whatever the reason; the next one gets a new channel if it needs one.
        catch (Exception thrown) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.NotAnswered(answer.Message.GetType().Name, thrown.Message);
        }
    }

    private static BasicProperties Properties(PlainAnswer answer)
    {
        var properties = new BasicProperties { ContentType = "application/json", Type = answer.Message.GetType().Name };
        if (answer.CorrelationId is not null) properties.CorrelationId = answer.CorrelationId;
        return properties;
    }

    private async Task<IChannel> ChannelAsync(CancellationToken ct)
    {
        if (channel is { IsOpen: true }) return channel;
        if (channel is not null) await channel.DisposeAsync();
        channel = null;
        if (connection is not { IsOpen: true })
        {
            if (connection is not null) await connection.DisposeAsync();
            connection = null;
            var factory = new ConnectionFactory { Uri = options.Broker, AutomaticRecoveryEnabled = false, ClientProvidedName = $"server@{Environment.MachineName} answers" };
            connection = await factory.CreateConnectionAsync(ct);
        }

        return channel = await connection.CreateChannelAsync(cancellationToken: ct);
    }
}
