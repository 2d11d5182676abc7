using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>Finds the tools of a class and says what is wrong with those that cannot be one.</summary>
internal static class ToolMethods
{
    private static readonly JsonSerializerOptions Options = new(Json.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    public static IReadOnlyList<Tool> Of(Type type)
    {
        var problems = new List<string>();
        var methods = type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(method => method.IsDefined(typeof(AgentToolAttribute)))
            .OrderBy(method => method.MetadataToken)
            .ToArray();
        if (methods.Length == 0) problems.Add($"{type.Name} has none; put [AgentTool] on a public method.");
        if ((type.IsAbstract || type.ContainsGenericParameters) && methods.Any(method => !method.IsStatic))
        {
            problems.Add($"{type.Name} cannot be instantiated; it must be neither abstract nor an open generic.");
        }

        problems.AddRange(methods.Select(method => Problem(type, method)).OfType<string>());
        var tools = problems.Count == 0 ? Array.ConvertAll(methods, method => Make(type, method, problems)) : [];
        problems.AddRange(tools.GroupBy(tool => tool.Name, StringComparer.Ordinal).Where(group => group.Count() > 1)
            .Select(group => $"{type.Name} has {group.Count()} tools named '{group.Key}'; give each its own: [AgentTool(Name = \"…\")]."));
        return problems.Count == 0 ? tools : throw new AgentDefinitionException(type.Name, problems);
    }

    private static string? Problem(Type type, MethodInfo method)
    {
        var where = $"{type.Name}.{method.Name}";
        if (!method.IsPublic) return $"{where} is a tool; make it public.";
        if (method.IsGenericMethodDefinition) return $"{where} is generic; a tool cannot be.";
        return method.GetParameters().FirstOrDefault(p => p.ParameterType.IsByRef || p.ParameterType.IsByRefLike || p.ParameterType.IsPointer) is { } odd
            ? $"{where}: parameter '{odd.Name}' cannot come out of JSON; pass it by value."
            : null;
    }

    private static Tool Make(Type type, MethodInfo method, List<string> problems)
    {
        var where = $"{type.Name}.{method.Name}";
        var attribute = method.GetCustomAttribute<AgentToolAttribute>()!;
        var name = attribute.Name ?? NameOf(method.Name);
        if (!Tool.IsName(name)) problems.Add($"{where}: '{name}' is no tool name; use 1 to 64 of A-Z, a-z, 0-9, _ and -.");
        var options = new ToolOptions
        {
            Effect = attribute.Effect,
            Timeout = StepPolicy.Time(attribute.Timeout, nameof(attribute.Timeout), where, problems),
            MaxResult = attribute.MaxResult,
            Concurrency = attribute.Concurrency,
        };
        options.Check(where, problems);

        return new(Function(type, method, name), options, new ToolParameters(method, Options).Bind);
    }

    private static AIFunction Function(Type type, MethodInfo method, string name)
    {
        var options = new AIFunctionFactoryOptions
        {
            Name = name,
            SerializerOptions = Options,
            ExcludeResultSchema = true,
            ConfigureParameterBinding = ToolParameters.Configure,
            MarshalResult = (result, returned, _) => new(returned is null ? ToolText.Done : result),
        };
        return method.IsStatic
            ? AIFunctionFactory.Create(method, target: null, options)
            : AIFunctionFactory.Create(method, arguments => ActivatorUtilities.CreateInstance(arguments.Services!, type), options);
    }

    private static string NameOf(string method)
        => JsonNamingPolicy.SnakeCaseLower.ConvertName(method.EndsWith("Async", StringComparison.Ordinal) && method.Length > 5 ? method[..^5] : method);
}
