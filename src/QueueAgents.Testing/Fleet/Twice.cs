using System.Reflection;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Testing;

/// <summary>Makes each call twice, one after the other, as a broker does whose confirmation was lost. A proxy, because what is wrapped changes.</summary>
internal class TwiceProxy : DispatchProxy
{
    private static readonly MethodInfo AgainOf = typeof(TwiceProxy).GetMethod(nameof(AgainResult), BindingFlags.NonPublic | BindingFlags.Static)!;

    private object _inner = null!;

    public static object Around(Type type, object inner)
    {
        var proxy = (TwiceProxy)Create(type, typeof(TwiceProxy));
        proxy._inner = inner;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = targetMethod!;
        if (Call() is not Task first) throw new InvalidOperationException($"{method.Name} is no call to be made twice.");
        return method.ReturnType == typeof(Task)
            ? Again(first, () => (Task)Call()!)
            : AgainOf.MakeGenericMethod(method.ReturnType.GetGenericArguments()[0]).Invoke(null, [first, (Func<Task>)(() => (Task)Call()!)]);

        object? Call() => method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
    }

    private static async Task Again(Task first, Func<Task> again)
    {
        await first;
        await again();
    }

    private static async Task<T> AgainResult<T>(Task<T> first, Func<Task> again)
    {
        var result = await first;
        await again();
        return result;
    }
}

/// <summary>Delivers each message to a run twice, as a broker does whose acknowledgement was lost.</summary>
internal sealed class DelivererTwice(IDeliverer deliverer) : IDeliverer
{
    public async Task<Decision> DeliverAsync<T>(Guid runId, T message, Cause cause, CancellationToken ct, int bytes = 1024) where T : class
    {
        var first = await deliverer.DeliverAsync(runId, message, cause, ct, bytes);
        await deliverer.DeliverAsync(runId, message, cause, ct, bytes);
        return first;
    }
}
