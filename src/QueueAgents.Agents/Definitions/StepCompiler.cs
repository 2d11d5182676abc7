using System.Linq.Expressions;
using System.Reflection;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>Turns an author's method into one delegate, whatever it takes and returns.</summary>
internal static class StepCompiler
{
    public static Func<StepAgent, StepContext<TState>, ValueTask<Returned>> Compile<TState>(MethodInfo method)
    {
        var agent = Expression.Parameter(typeof(StepAgent));
        var context = Expression.Parameter(typeof(StepContext<TState>));
        var arguments = method.GetParameters().Select((parameter, index) => index == 0 ? context : Argument(parameter.ParameterType, context));
        var call = Expression.Call(Expression.Convert(agent, method.DeclaringType!), method, arguments);
        return Expression.Lambda<Func<StepAgent, StepContext<TState>, ValueTask<Returned>>>(Adapt(call), agent, context).Compile();
    }

    private static Expression Argument(Type type, Expression context) => type == typeof(CancellationToken)
        ? Expression.Property(context, nameof(StepContext.CancellationToken))
        : Expression.Call(context, nameof(StepContext.Parameter), [type]);

    private static Expression Adapt(Expression call)
    {
        var type = call.Type;
        if (type == typeof(void)) return Expression.Block(call, Expression.Default(typeof(ValueTask<Returned>)));
        if (type == typeof(Task)) return Call(nameof(FromTask), [], call);
        if (type == typeof(ValueTask)) return Call(nameof(FromTask), [], Expression.Call(call, nameof(ValueTask.AsTask), null));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>)) return Call(nameof(FromTaskOf), type.GetGenericArguments(), call);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>)) return Call(nameof(FromValueTaskOf), type.GetGenericArguments(), call);
        return Call(nameof(FromValue), [type], call);
    }

    private static MethodCallExpression Call(string name, Type[] of, Expression argument) => Expression.Call(typeof(StepCompiler), name, of, argument);

    private static async ValueTask<Returned> FromTask(Task task)
    {
        await task;
        return default;
    }

    private static async ValueTask<Returned> FromTaskOf<T>(Task<T> task) => Wrap(await task);

    private static async ValueTask<Returned> FromValueTaskOf<T>(ValueTask<T> task) => Wrap(await task);

    private static ValueTask<Returned> FromValue<T>(T value) => new(Wrap(value));

    private static Returned Wrap<T>(T value) => typeof(T) == typeof(Next)
        ? new((Next?)(object?)value, Json.None)
        : new(null, value is null ? Json.None : Json.Of(value));
}
