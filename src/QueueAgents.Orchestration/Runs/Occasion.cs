using System.Reflection;
using MassTransit;
using MassTransit.Context;

namespace QueueAgents.Orchestration.Runs;

/// <summary>
/// The consume context of a message that is being decided. By then it has left the bus, HTTP, timer or relay it came from: whatever a
/// consume context offers besides the message is missing, and asking for it fails.
/// </summary>
internal sealed class Occasion : MissingConsumeContext, ConsumeContext
{
    public static new readonly ConsumeContext Instance = new Occasion();

    private readonly ReceiveContext nothing = DispatchProxy.Create<ReceiveContext, Nothing>();

    ReceiveContext ConsumeContext.ReceiveContext => nothing;

    SerializerContext ConsumeContext.SerializerContext => null!;

    CancellationToken PipeContext.CancellationToken => CancellationToken.None;

    /// <summary>A receive context without content: proxies of a consume context look at one when they are made.</summary>
    private class Nothing : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
            => targetMethod!.ReturnType is { IsValueType: true } type && type != typeof(void) ? Activator.CreateInstance(type) : null;
    }
}
