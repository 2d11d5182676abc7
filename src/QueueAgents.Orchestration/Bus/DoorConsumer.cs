using MassTransit;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Door;
using QueueAgents.Orchestration.Workers;

namespace QueueAgents.Orchestration.Bus;

/// <summary>What workers ask and say of themselves, on <see cref="Queues.Door"/>.</summary>
internal sealed class DoorConsumer(DoorKeeper door, DoorPatience patience, ILogger<DoorConsumer> log) :
    IConsumer<ClaimStep>, IConsumer<ClaimEffect>, IConsumer<RecordEffect>, IConsumer<ReadPayload>, IConsumer<WritePayload>, IConsumer<ReadResults>,
    IConsumer<ReadTranscript>, IConsumer<ReadMemory>, IConsumer<ListMemory>
{
    public Task Consume(ConsumeContext<ClaimStep> context) => AnswerAsync(context, door.AnswerAsync);

    public Task Consume(ConsumeContext<ClaimEffect> context) => AnswerAsync(context, door.AnswerAsync);

    public Task Consume(ConsumeContext<RecordEffect> context) => AnswerAsync(context, door.AnswerAsync);

    public Task Consume(ConsumeContext<ReadPayload> context) => AnswerAsync(context, door.AnswerAsync);

    public Task Consume(ConsumeContext<WritePayload> context) => AnswerAsync(context, door.AnswerAsync);

    public Task Consume(ConsumeContext<ReadResults> context) => AnswerAsync(context, door.AnswerAsync);

    public Task Consume(ConsumeContext<ReadTranscript> context) => AnswerAsync(context, door.AnswerAsync);

    public Task Consume(ConsumeContext<ReadMemory> context) => AnswerAsync(context, door.AnswerAsync);

    public Task Consume(ConsumeContext<ListMemory> context) => AnswerAsync(context, door.AnswerAsync);

    private Task AnswerAsync<T>(ConsumeContext<T> context, Func<T, CancellationToken, Task<object>> answer) where T : class
        => patience.WithAsync(async ct => await context.AnswerAsync(await answer(context.Message, ct), log), context.CancellationToken);
}

/// <summary>Hello, beat and goodbye, on the same queue.</summary>
internal sealed class WorkersConsumer(WorkerDirectory workers, DoorKeeper door, DoorPatience patience) : IConsumer<WorkerHello>, IConsumer<WorkerBeat>, IConsumer<WorkerGoodbye>
{
    public Task Consume(ConsumeContext<WorkerHello> context)
        => patience.WithAsync(ct => workers.HelloAsync(context.Message, ct), context.CancellationToken);

    public Task Consume(ConsumeContext<WorkerBeat> context) => patience.WithAsync(async ct =>
    {
        await workers.BeatAsync(context.Message, ct);
        // What the worker holds no longer, it need not finish.
        foreach (var held in await door.ExtendAsync(context.Message, ct))
            await context.Publish(new StepSuperseded { RunId = held.RunId, Seq = held.Seq, Attempt = held.Attempt }, ct);
    }, context.CancellationToken);

    public Task Consume(ConsumeContext<WorkerGoodbye> context)
        => patience.WithAsync(ct => workers.GoodbyeAsync(context.Message.Instance, ct), context.CancellationToken);
}
