using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Testing;

/// <summary>
/// Everything by which a fleet leaves a trace goes through one of these: the store's commits, the door's claims and records, and the broker.
/// Between two of them a process can die only in ways that look the same from outside, so these are the points worth dying at.
/// </summary>
internal static class Mortal
{
    private static readonly Type[] Traces = [typeof(IRunStore), typeof(IDoorStore), typeof(IFleetBus)];

    public static void Make(IServiceCollection services, Life life)
    {
        if (life.Twice)
        {
            Wrap(services, typeof(IFleetBus), inner => TwiceProxy.Around(typeof(IFleetBus), inner));
            Wrap(services, typeof(IDeliverer), inner => new DelivererTwice((IDeliverer)inner));
        }

        foreach (var trace in Traces) Wrap(services, trace, inner => MortalProxy.Around(trace, inner, life));
    }

    private static void Wrap(IServiceCollection services, Type type, Func<object, object> around)
    {
        var last = services.Last(service => service.ServiceType == type);
        services.Remove(last);
        services.AddSingleton(type, provider => around(
            last.ImplementationInstance ?? last.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, last.ImplementationType!)));
    }
}

/// <summary>Reaches a point before and after each call that may leave a trace. A proxy, because what is wrapped grows.</summary>
internal class MortalProxy : DispatchProxy
{
    private static readonly MethodInfo AfterOf = typeof(MortalProxy).GetMethod(nameof(AfterResult), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private object _inner = null!;
    private Life _life = null!;

    public static object Around(Type type, object inner, Life life)
    {
        var proxy = (MortalProxy)Create(type, typeof(MortalProxy));
        (proxy._inner, proxy._life) = (inner, life);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = targetMethod!;
        var writes = Writes(method, args!);
        if (writes) _life.Reach($"before {method.Name}");
        else if (_life.IsDead) throw new FleetDiedException();

        var result = method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        if (!writes || result is not Task task) return result;
        var point = $"after {method.Name}";
        return method.ReturnType == typeof(Task) ? After(task, point) : AfterOf.MakeGenericMethod(method.ReturnType.GetGenericArguments()[0]).Invoke(this, [task, point]);
    }

    /// <summary>A commit of nothing only asks for the time, and reading leaves nothing.</summary>
    private static bool Writes(MethodInfo method, object?[] args) => method.Name switch
    {
        nameof(IRunStore.CommitAsync) => args[0] is IReadOnlyList<RunChange> { Count: > 0 },
        _ => !method.Name.StartsWith("Load", StringComparison.Ordinal) && !method.Name.StartsWith("Find", StringComparison.Ordinal)
            && !method.Name.StartsWith("Read", StringComparison.Ordinal) && !method.Name.StartsWith("List", StringComparison.Ordinal) && !method.Name.StartsWith("Extend", StringComparison.Ordinal)
            && method.ReturnType.IsAssignableTo(typeof(Task)),
    };

    private async Task After(Task task, string point)
    {
        await task;
        _life.Reach(point);
    }

    private async Task<T> AfterResult<T>(Task<T> task, string point)
    {
        var result = await task;
        _life.Reach(point);
        return result;
    }
}
