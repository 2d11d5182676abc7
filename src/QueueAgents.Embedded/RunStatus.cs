using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Embedded;

/// <summary>A run, at one moment.</summary>
public sealed record RunStatus
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>Its agent.</summary>
    public required string Agent { get; init; }

    /// <summary>Where it is.</summary>
    public required RunState State { get; init; }

    /// <summary>How many transitions it has made.</summary>
    public required int Version { get; init; }

    /// <summary>What it completed with.</summary>
    public Json Result { get; init; }

    /// <summary>Why it failed, was parked or was cancelled.</summary>
    public StepError? Error { get; init; }

    /// <summary>What it asks somebody, while it waits for the answer.</summary>
    public string? Question { get; init; }

    /// <summary>To be named in the answer.</summary>
    public Guid? RequestId { get; init; }

    internal static RunStatus Of(RunFacts run) => new()
    {
        RunId = run.RunId,
        Agent = run.Agent,
        State = run.State,
        Version = run.Version,
        Result = run.Result,
        Error = run.Error,
        Question = run.Wait is { Kind: WaitKind.Answer, Text: var question } ? question : null,
        RequestId = run.Wait?.RequestId,
    };
}

/// <summary>An order changed nothing.</summary>
public sealed class RunRefusedException : InvalidOperationException
{
    internal RunRefusedException(RunRejected rejected) : base(rejected.Reason) => (RunId, Code) = (rejected.RunId, rejected.Code);

    /// <summary>The run it was meant for; where a key was taken, the run that has it.</summary>
    public Guid RunId { get; }

    /// <summary>One of <see cref="Rejections"/>.</summary>
    public string Code { get; }
}
