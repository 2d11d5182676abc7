using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Transport;

namespace QueueAgents.Worker;

/// <summary>
/// All a worker ever sends. Every call has a time limit, because an alarm and a missing right both look like a hang; and each is given up
/// at its limit, because one that is under way when its connection breaks may never end and not look at its token.
/// </summary>
internal sealed class Wire(IServiceProvider services, ILane lane, WorkerOptions options, TimeProvider time)
{
    private static readonly Uri Door = Queues.Address(Queues.Door);

    // The bus is made from endpoints whose consumers need this object: it is asked for late.
    private readonly Lazy<IBus> _bus = new(services.GetRequiredService<IBus>);
    private readonly Lazy<IClientFactory> _clients = new(services.GetRequiredService<IClientFactory>);

    /// <summary>An outcome, straight to the server that sent the step: until this ends, nobody else has it.</summary>
    /// <param name="server">Where it waits.</param>
    /// <param name="outcome">The outcome, or a step of that server's that is not taken.</param>
    /// <param name="late">Takes the step that comes a little after the answer.</param>
    public Task<SentBack> ReportBack(string server, StepMessage outcome, Action<StepMessage>? late = null) => lane.SendBackAsync(server, outcome, late);

    /// <summary>An outcome, to any server. Returns when the broker has it in a queue.</summary>
    /// <exception cref="IOException">It has not, as far as is known; a <see cref="TimeoutException"/> says the same.</exception>
    public async Task Report(StepMessage outcome)
    {
        if (!await lane.SendAsync(Queues.Run, outcome, mayShare: true)) throw new IOException($"There is no queue {Queues.Run}: no server has been here yet.");
    }

    /// <summary>What a worker says of itself.</summary>
    public Task Tell<T>(T announcement, CancellationToken cancellationToken) where T : class => Send(announcement, cancellationToken);

    /// <exception cref="DoorSilentException">No answer in time, or the server failed to find one.</exception>
    /// <exception cref="DoorRefusedException">The attempt is not ours any more.</exception>
    public async Task<TAnswer> Ask<TCall, TAnswer>(TCall call, CancellationToken cancellationToken) where TCall : class where TAnswer : class
    {
        // The client's own timeout begins when the broker has the call; a broker that goes meanwhile may never say so.
        using var limit = new CancellationTokenSource(options.SendTimeout + options.DoorTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var response = await _clients.Value.CreateRequestClient<TCall>(Door, options.DoorTimeout)
                .GetResponse<TAnswer, DoorRefused>(call, linked.Token).WaitAsync(linked.Token);
            if (response.Is(out Response<TAnswer>? answer)) return answer.Message;
            throw new DoorRefusedException(response.Is(out Response<DoorRefused>? refused) ? refused.Message.Reason : "no reason");
        }
        catch (Exception e) when (e is not DoorRefusedException && !cancellationToken.IsCancellationRequested)
        {
            throw new DoorSilentException(typeof(TCall).Name, e);
        }
    }

    private async Task Send<T>(T message, CancellationToken cancellationToken) where T : class
    {
        using var limit = new CancellationTokenSource(options.SendTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var endpoint = await _bus.Value.GetSendEndpoint(Door).WaitAsync(linked.Token);
        await endpoint.Send(
            message,
            context =>
            {
                if (context.TryGetPayload(out RabbitMqSendContext? rabbit)) rabbit.Mandatory = true; // No queue, no confirmation.
            },
            linked.Token).WaitAsync(linked.Token);
    }
}
