using MassTransit;
using QueueAgents.Contracts;

namespace QueueAgents.Publisher;

/// <summary>What becomes of one task, as events.</summary>
internal sealed class Events(string key) : IConsumer<RunCompleted>, IConsumer<RunFailed>, IConsumer<RunCancelled>, IConsumer<RunWaiting>
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Stopped => _stopped.Task;

    public Task Consume(ConsumeContext<RunCompleted> context) => Hear(context, context.Message.Key, last: true);

    public Task Consume(ConsumeContext<RunFailed> context) => Hear(context, context.Message.Key, last: true);

    public Task Consume(ConsumeContext<RunCancelled> context) => Hear(context, context.Message.Key, last: true);

    public Task Consume(ConsumeContext<RunWaiting> context) => Hear(context, context.Message.Key, last: false);

    public static void Print(Guid? messageId, object message) => Console.WriteLine($"{message.GetType().Name} {messageId} {Json.Of(message)}");

    private Task Hear<T>(ConsumeContext<T> context, string? about, bool last) where T : class
    {
        if (about != key) return Task.CompletedTask;
        Print(context.MessageId, context.Message);
        if (last) _stopped.TrySetResult();
        return Task.CompletedTask;
    }
}
