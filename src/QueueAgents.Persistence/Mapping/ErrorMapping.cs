using QueueAgents.Contracts;

namespace QueueAgents.Persistence.Mapping;

internal static class ErrorMapping
{
    public static StepError? Of(string? type, string? message)
        => type is null && message is null ? null : new() { Type = type ?? "", Message = message ?? "" };
}
