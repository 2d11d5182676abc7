using System.Text.Json;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Http.Views;

/// <summary>What a person is asked, with all that is needed to answer it.</summary>
internal sealed record RequestView
{
    public required Guid Id { get; init; }
    public required Guid RunId { get; init; }
    public required string Agent { get; init; }
    public required string Tenant { get; init; }

    /// <summary><c>question</c> or <c>approval</c>.</summary>
    public required AskKind Kind { get; init; }
    public required string Text { get; init; }

    /// <summary>For an approval: the call as it will be made, and the hash an answer must name.</summary>
    public string? Tool { get; init; }
    public JsonElement? Arguments { get; init; }
    public string? Hash { get; init; }
    public int? Seq { get; init; }

    /// <summary>After it nobody's answer counts.</summary>
    public DateTimeOffset? Until { get; init; }

    public static RequestView Of(PendingRequest pending) => pending is { Run: var run, Row: { Request: { } request } row }
        ? new RequestView
        {
            Id = request.Id, RunId = run.RunId, Agent = run.Agent, Tenant = run.Tenant,
            Kind = request.Kind, Text = request.Text, Seq = row.Seq, Until = request.Until,
            Tool = request.Kind == AskKind.Approval ? row.Step : null,
            Arguments = request.Kind == AskKind.Approval ? JsonText.Part(row.Input) : null,
            Hash = request.Kind == AskKind.Approval ? request.Hash : null,
        }
        : Of(pending.Run, pending.Run.Wait!);

    /// <summary>The question of a run whose agent is written in steps.</summary>
    private static RequestView Of(RunFacts run, Wait wait) => new()
    {
        Id = wait.RequestId!.Value, RunId = run.RunId, Agent = run.Agent, Tenant = run.Tenant,
        Kind = AskKind.Question, Text = wait.Text ?? "", Until = wait.Until,
    };
}

/// <param name="Requests">The oldest run first.</param>
internal sealed record RequestListView(IReadOnlyList<RequestView> Requests);
