namespace QueueAgents.Agents;

/// <summary>Ends an attempt with the author's own verdict. Any other exception is repeated as the step's <see cref="StepAttribute"/> says.</summary>
/// <param name="message">Stored and shown, without a stack trace; at most 4,000 characters.</param>
/// <param name="retryable">True: repeat while attempts are left. False by default: the step has failed now.</param>
/// <param name="inner">What caused it; for the worker's log only.</param>
public class StepFailedException(string message, bool retryable = false, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether repeating may help.</summary>
    public bool Retryable { get; } = retryable;

    /// <summary>Wait this long instead of the policy's pause, for example what a Retry-After header said.</summary>
    public TimeSpan? RetryIn { get; init; }

    /// <summary>The error's type as stored; by default the exception's name.</summary>
    public string? Kind { get; init; }
}

/// <summary>
/// An AtMostOnce effect was begun by an earlier attempt that never said how it ended. It is not done again. Catch it to find out by other
/// means; uncaught it fails the step.
/// </summary>
public sealed class EffectOutcomeUnknownException(string effect)
    : StepFailedException($"Effect '{effect}' was begun by an earlier attempt and nobody knows how it ended; it is not done again.")
{
    /// <summary>The effect's name.</summary>
    public string Effect { get; } = effect;
}

/// <summary>An earlier attempt did this effect with other arguments: its result is not for this call, and doing it again might be once too often.</summary>
public sealed class EffectArgumentsChangedException(string effect)
    : StepFailedException($"Effect '{effect}' was done by an earlier attempt with other arguments. Compute its arguments from the state and the input only.")
{
    /// <summary>The effect's name.</summary>
    public string Effect { get; } = effect;
}
