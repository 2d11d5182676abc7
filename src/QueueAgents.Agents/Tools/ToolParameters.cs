using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace QueueAgents.Agents;

/// <summary>
/// The parameters of a tool method. Arguments are read into their types before the method runs, so that a person is never asked about a call
/// that cannot run, and an exception of the author's code is never taken for a wrong argument.
/// </summary>
internal sealed class ToolParameters(MethodInfo method, JsonSerializerOptions options)
{
    private static readonly object CallKey = typeof(ToolCall);

    private readonly ParameterInfo[] _visible = [.. method.GetParameters().Where(IsVisible)];

    /// <summary>Hands the call to whoever takes a <see cref="ToolCall"/>.</summary>
    public static void Attach(AIFunctionArguments bound, ToolCall call) => (bound.Context ??= new Dictionary<object, object?>())[CallKey] = call;

    public static AIFunctionFactoryOptions.ParameterBindingOptions Configure(ParameterInfo parameter) => parameter.ParameterType == typeof(ToolCall)
        ? new() { ExcludeFromSchema = true, BindParameter = (_, arguments) => arguments.Context?[CallKey] }
        : default;

    public string? Bind(JsonElement arguments, AIFunctionArguments bound)
    {
        foreach (var argument in arguments.EnumerateObject())
        {
            var parameter = Array.Find(_visible, p => p.Name == argument.Name);
            if (parameter is null) return $"there is no argument '{argument.Name}'.";
            try
            {
                bound[argument.Name] = argument.Value.Deserialize(parameter.ParameterType, options);
            }
            catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or FormatException)
            {
                return $"'{argument.Name}' does not fit: {Plain(e)}";
            }
        }

        return null;
    }

    private static bool IsVisible(ParameterInfo parameter)
        => parameter.ParameterType != typeof(ToolCall) && parameter.ParameterType != typeof(CancellationToken) && parameter.ParameterType != typeof(IServiceProvider);

    /// <summary>The path only: the rest of the message names types of ours.</summary>
    private static string Plain(Exception e) => e is JsonException { Path: { Length: > 1 } path } ? $"look at {path}." : "its value is not of the type the schema says.";
}
