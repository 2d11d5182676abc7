using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>What an exception means for the run.</summary>
/// <param name="Error">As it is stored and shown.</param>
/// <param name="Retryable">Whether another attempt may help.</param>
/// <param name="Park">Whether only a person can help.</param>
/// <param name="RetryIn">The pause before the next attempt.</param>
internal readonly record struct StepFailure(StepError Error, bool Retryable, bool Park, TimeSpan RetryIn)
{
    private const int MaxMessage = 4_000;

    public static StepFailure Of(Exception exception, StepPolicy policy, int attempt, double random) => exception switch
    {
        ParkedException parked => new(Write(parked.Kind, parked.Message), Retryable: false, Park: true, TimeSpan.Zero),
        StepFailedException failed => Of(
            failed.Kind ?? Name(failed), failed.Message, failed.Retryable && !policy.Refuses(failed), failed.RetryIn ?? policy.Delay(attempt, random)),
        _ => Of(Name(exception), exception.Message, !policy.Refuses(exception), policy.Delay(attempt, random)),
    };

    public static StepFailure Of(string kind, string message, bool retryable, TimeSpan retryIn)
        => new(Write(kind, message), retryable, Park: false, retryable ? retryIn : TimeSpan.Zero);

    private static StepError Write(string kind, string message)
        => new() { Type = kind, Message = message.Length <= MaxMessage ? message : string.Concat(message.AsSpan(0, MaxMessage - 1), "…") };

    private static string Name(Exception exception) => exception.GetType().Name;
}

/// <summary>The state or the agent itself needs a person: no attempt can help, and a fixed worker may go on where it stopped.</summary>
internal sealed class ParkedException(string kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public const string BadState = "bad-state";
    public const string BadAgent = "bad-agent";

    public string Kind { get; } = kind;
}
