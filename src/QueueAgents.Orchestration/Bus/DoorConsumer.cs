using MassTransit;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Door;
using QueueAgents.Orchestration.Workers;

namespace QueueAgents.Orchestration.Bus;

/// <summary>What workers ask and say of themselves, on <see cref="Queues.Door"/>.</summary>
internal sealed class DoorConsumer(DoorKeeper door) :
    IConsumer<ClaimStep>, IConsumer<ClaimEffect>, IConsumer<RecordEffect>, IConsumer<ReadPayload>, IConsumer<WritePayload>, IConsumer<ReadResults>
{
    public async Task Consume(ConsumeContext<ClaimStep> context) => await context.RespondAsync(await door.AnswerAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<ClaimEffect> context) => await context.RespondAsync(await door.AnswerAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<RecordEffect> context) => await context.RespondAsync(await door.AnswerAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<ReadPayload> context) => await context.RespondAsync(await door.AnswerAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<WritePayload> context) => await context.RespondAsync(await door.AnswerAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<ReadResults> context) => await context.RespondAsync(await door.AnswerAsync(context.Message, context.CancellationToken));
}

/// <summary>Hello, beat and goodbye, on the same queue.</summary>
internal sealed class WorkersConsumer(WorkerDirectory workers, DoorKeeper door) : IConsumer<WorkerHello>, IConsumer<WorkerBeat>, IConsumer<WorkerGoodbye>
{
    public Task Consume(ConsumeContext<WorkerHello> context) => workers.HelloAsync(context.Message, context.CancellationToken);

    public async Task Consume(ConsumeContext<WorkerBeat> context)
    {
        await workers.BeatAsync(context.Message, context.CancellationToken);
        // What the worker holds no longer, it need not finish.
        foreach (var held in await door.ExtendAsync(context.Message, context.CancellationToken))
            await context.Publish(new StepSuperseded { RunId = held.RunId, Seq = held.Seq, Attempt = held.Attempt });
    }

    public Task Consume(ConsumeContext<WorkerGoodbye> context) => workers.GoodbyeAsync(context.Message.Instance, context.CancellationToken);
}
