using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Testing;

/// <summary>What a run asks a person: a call to be approved, or a question.</summary>
/// <param name="RunId">The run.</param>
/// <param name="RequestId">Names it in the answer.</param>
/// <param name="Text">What the person reads.</param>
/// <param name="Tool">The tool that would be called; null for a question.</param>
/// <param name="Arguments">What it would be called with.</param>
/// <param name="Until">When it expires, by the fleet's own clock; null = never.</param>
public sealed record Asked(Guid RunId, Guid RequestId, string Text, string? Tool, Json Arguments, DateTimeOffset? Until)
{
    /// <summary>Of the call as it is shown.</summary>
    internal string? Hash { get; private init; }

    internal static Asked Of(PendingRequest pending) => pending switch
    {
        { Row: { Request: { Kind: AskKind.Approval } request } row } => new(pending.Run.RunId, request.Id, request.Text, row.Step, row.Input, request.Until) { Hash = request.Hash },
        { Row.Request: { } request } => new(pending.Run.RunId, request.Id, request.Text, null, Json.None, request.Until),
        { Run.Wait: { } wait } => new(pending.Run.RunId, wait.RequestId!.Value, wait.Text ?? "", null, Json.None, wait.Until),
        _ => throw new InvalidOperationException("It asks nothing."),
    };
}
