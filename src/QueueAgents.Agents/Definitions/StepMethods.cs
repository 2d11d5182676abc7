using System.Reflection;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>Finds an agent's steps and says what is wrong with those it cannot run.</summary>
internal static class StepMethods
{
    public static IReadOnlyList<StepMethod<TState>> Of<TState>(Type agent, List<string> problems)
    {
        var steps = new List<StepMethod<TState>>();
        var candidates = Candidates(agent).ToLookup(method => method.Name, StringComparer.Ordinal);
        foreach (var group in candidates)
        {
            var where = $"{agent.Name}.{group.Key}";
            if (group.Count() > 1) problems.Add($"{where} has {group.Count()} overloads; a step is found by its name, so give each its own.");
            else if (Problem<TState>(group.Single(), where) is { } problem) problems.Add(problem);
            else steps.Add(Step<TState>(group.Single(), where, problems));
        }

        if (!candidates.Contains(AgentDefinition.Begin))
        {
            problems.Add($"{agent.Name} has no first step; add: public Next Begin(StepContext<{typeof(TState).Name}> step).");
        }
        else if (steps.Exists(step => step is { Name: AgentDefinition.Begin, IsItem: true }))
        {
            problems.Add($"{agent.Name}.Begin must say what comes next; let it return Next, Task<Next> or ValueTask<Next>.");
        }

        return steps;
    }

    /// <summary>Public methods that are steps, and those that were meant to be.</summary>
    private static IEnumerable<MethodInfo> Candidates(Type agent) => agent
        .GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        .Where(method => !method.IsSpecialName && typeof(StepAgent).IsAssignableFrom(method.GetBaseDefinition().DeclaringType) && !IsOurs(method))
        .Where(method => method.IsPublic && !method.IsStatic
            ? TakesContext(method) || method.IsDefined(typeof(StepAttribute)) || method.Name == AgentDefinition.Begin || ReturnOf(method) == typeof(Next)
            : method.IsDefined(typeof(StepAttribute)) || method.Name == AgentDefinition.Begin);

    private static bool IsOurs(MethodInfo method)
    {
        var declaring = method.GetBaseDefinition().DeclaringType!;
        return declaring == typeof(StepAgent) || (declaring.IsGenericType && declaring.GetGenericTypeDefinition() == typeof(StepAgent<,,>));
    }

    private static bool TakesContext(MethodInfo method) => method.GetParameters() is [var first, ..] && first.ParameterType.IsAssignableTo(typeof(StepContext));

    private static string? Problem<TState>(MethodInfo method, string where)
    {
        var state = typeof(TState).Name;
        var parameters = method.GetParameters();
        if (!method.IsPublic || method.IsStatic) return $"{where} is a step; make it a public instance method.";
        if (method.IsGenericMethodDefinition) return $"{where} is generic; a step cannot be.";
        if (parameters is not [var first, ..] || !first.ParameterType.IsAssignableFrom(typeof(StepContext<TState>)) || !TakesContext(method))
        {
            return $"{where} must take StepContext<{state}> as its first parameter.";
        }

        var rest = parameters.Skip(1).Where((parameter, index) => parameter.ParameterType != typeof(CancellationToken) || index != parameters.Length - 2).ToArray();
        if (rest.Length > 1)
        {
            return $"{where} takes too much; a step takes (StepContext<{state}> step, one input, CancellationToken), the last two where it needs them. "
                + $"Remove {string.Join(", ", rest.Skip(1).Select(parameter => parameter.Name))}.";
        }

        if (rest is [var input] && (input.ParameterType == typeof(CancellationToken) || TakesContext(input)))
        {
            return $"{where}: put parameter '{input.Name}' where it belongs: (StepContext<{state}> step, one input, CancellationToken).";
        }

        if (parameters.FirstOrDefault(p => p.ParameterType.IsByRef || p.ParameterType.IsByRefLike || p.ParameterType.IsPointer) is { } odd)
        {
            return $"{where}: parameter '{odd.Name}' cannot come out of JSON; pass it by value.";
        }

        return ReturnOf(method) is { IsByRef: true } or { IsByRefLike: true } ? $"{where} returns something that cannot be written as JSON." : null;
    }

    private static bool TakesContext(ParameterInfo parameter) => parameter.ParameterType.IsAssignableTo(typeof(StepContext));

    private static StepMethod<TState> Step<TState>(MethodInfo method, string where, List<string> problems)
    {
        var policy = method.GetCustomAttribute<StepAttribute>() is { } attribute ? StepPolicy.Read(attribute, where, problems) : StepPolicy.Default;
        return new(method.Name, ReturnOf(method) != typeof(Next), policy, StepCompiler.Compile<TState>(method));
    }

    /// <summary>What it returns once it is awaited.</summary>
    internal static Type ReturnOf(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task) || type == typeof(ValueTask)) return typeof(void);
        return type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            ? type.GetGenericArguments()[0]
            : type;
    }
}
