namespace QueueAgents.Agents;

/// <summary>Why a model did not answer.</summary>
public enum ModelFailure
{
    /// <summary>Too many requests or tokens; the provider may say when to come back.</summary>
    RateLimited,

    /// <summary>The provider has no room at the moment.</summary>
    Overloaded,

    /// <summary>A broken connection, an answer that ends in the middle, an error of the provider's: again may help.</summary>
    Transient,

    /// <summary>The request, the key or the model's name is wrong: again will not help.</summary>
    Permanent,

    /// <summary>The conversation is longer than the model takes, or the answer larger than its bound: again will not help.</summary>
    TooLarge,
}

/// <summary>A model did not answer. Throw it from an <c>IChatClient</c> of your own to say how to go on.</summary>
public sealed class ModelFailedException : StepFailedException
{
    /// <param name="failure">What kind it is; decides whether the step is repeated.</param>
    /// <param name="message">Stored and shown; put no keys and nothing of the conversation into it.</param>
    /// <param name="retryIn">When the provider says to come back; the run waits that long without holding a worker.</param>
    /// <param name="inner">What caused it; for the worker's log only.</param>
    public ModelFailedException(ModelFailure failure, string message, TimeSpan? retryIn = null, Exception? inner = null)
        : base(message, failure is ModelFailure.RateLimited or ModelFailure.Overloaded or ModelFailure.Transient, inner)
    {
        (Failure, RetryIn) = (failure, retryIn);
        Kind = failure switch
        {
            ModelFailure.RateLimited => "model-rate-limited",
            ModelFailure.Overloaded => "model-overloaded",
            ModelFailure.Transient => "model-transient",
            ModelFailure.TooLarge => "model-too-large",
            _ => "model-refused",
        };
    }

    /// <summary>What kind it is.</summary>
    public ModelFailure Failure { get; }

    /// <summary>What was used in vain, as far as the provider said.</summary>
    internal TurnUsage Usage { get; init; }
}
