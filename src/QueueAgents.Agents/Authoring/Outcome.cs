using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>What one item of a fan-out, or one child run, came to. Prints as its value.</summary>
/// <param name="Ok">False where it failed and failures are tolerated.</param>
/// <param name="Value">Its result, where it is Ok.</param>
/// <param name="Error">Why it failed.</param>
public readonly record struct Outcome<T>(bool Ok, T? Value, StepError? Error)
{
    /// <summary>The value, or the failure as text.</summary>
    public override string ToString() => Ok ? Value?.ToString() ?? "" : $"failed: {Error?.Message}";
}

/// <summary>For joins that want the values only.</summary>
public static class Outcomes
{
    /// <summary>The values, in order.</summary>
    /// <exception cref="StepFailedException">One failed; repeating the step would not help.</exception>
    public static IEnumerable<T> Values<T>(this IEnumerable<Outcome<T>> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        return outcomes.Select((outcome, index) => outcome.Ok
            ? outcome.Value!
            : throw new StepFailedException($"Item {index + 1} failed: {outcome.Error?.Message}") { Kind = "item-failed" });
    }
}
