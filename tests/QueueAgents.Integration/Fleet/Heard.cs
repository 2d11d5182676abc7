using System.Collections.Concurrent;
using MassTransit;
using QueueAgents.Contracts;
using QueueAgents.TestNodes;

namespace QueueAgents.Integration.Fleet;

/// <summary>Another service that listens to what becomes of runs.</summary>
public sealed class Heard : IConsumer<RunCompleted>, IConsumer<RunFailed>, IConsumer<RunCancelled>, IConsumer<RunWaiting>, IConsumer<RunRejected>
{
    private readonly ConcurrentQueue<(Guid? MessageId, object Event)> _events = new();

    public IEnumerable<(Guid? MessageId, object Event)> Events => _events;

    public Task Consume(ConsumeContext<RunCompleted> context) => Hear(context);

    public Task Consume(ConsumeContext<RunFailed> context) => Hear(context);

    public Task Consume(ConsumeContext<RunCancelled> context) => Hear(context);

    public Task Consume(ConsumeContext<RunWaiting> context) => Hear(context);

    public Task Consume(ConsumeContext<RunRejected> context) => Hear(context);

    public async Task<T> FindAsync<T>(Func<T, bool> which) where T : class
    {
        T? found = null;
        await Eventually.Async($"a {typeof(T).Name}", () => (found = _events.Select(e => e.Event).OfType<T>().FirstOrDefault(which)) is not null, describe: () => string.Join('\n', _events));
        return found!;
    }

    private Task Hear<T>(ConsumeContext<T> context) where T : class
    {
        _events.Enqueue((context.MessageId, context.Message));
        return Task.CompletedTask;
    }
}
