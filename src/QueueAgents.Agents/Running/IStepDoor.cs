using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>What one attempt may ask the server while it runs. Bound to that attempt: run, step, attempt and nonce are added by who implements it.</summary>
/// <remarks>Every call ends within 10 s: by an answer, <see cref="DoorSilentException"/> or <see cref="DoorRefusedException"/>.</remarks>
internal interface IStepDoor
{
    Task<EffectAnswer> ClaimEffect(string name, EffectClass effect, string argsHash, Guid claimId, CancellationToken cancellationToken);

    Task RecordEffect(Guid claimId, EffectRecord effect, CancellationToken cancellationToken);

    Task<ResultsPage> ReadResults(int fromSeq, CancellationToken cancellationToken);

    Task<TranscriptPage> ReadTranscript(int from, CancellationToken cancellationToken);

    Task<MemoryFound> ReadMemory(bool shared, string subject, string key, CancellationToken cancellationToken);

    Task<MemoryPage> ListMemory(bool shared, string subject, string prefix, string after, CancellationToken cancellationToken);
}

/// <summary>Nobody answered in time: the attempt ends and is repeated.</summary>
internal sealed class DoorSilentException : StepFailedException
{
    public DoorSilentException(string call, Exception? inner = null) : base($"No server answered {call} in time.", retryable: true, inner) => Kind = "door-silent";
}

/// <summary>The attempt is not ours any more: it ends without an outcome.</summary>
internal sealed class DoorRefusedException(string reason) : Exception($"The door refused: {reason}")
{
    public string Reason { get; } = reason;
}
