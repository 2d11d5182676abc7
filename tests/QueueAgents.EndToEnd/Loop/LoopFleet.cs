using Microsoft.Extensions.AI;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.EndToEnd.Fleet;
using QueueAgents.Orchestration.Store;
using QueueAgents.TestNodes;
using QueueAgents.Worker;

namespace QueueAgents.EndToEnd.Loop;

/// <summary>A fleet in this process that serves one declared agent, <c>clerk</c>, whose model keeps to a script.</summary>
internal static class LoopFleet
{
    public const string Clerk = "clerk";

    public static Action<WorkerBuilder> Serving(Notebook? notes, Action<AgentBuilder>? more, params Func<IReadOnlyList<ChatMessage>, ChatMessage>[] script) => worker =>
    {
        worker.AddModel("main", services => new ScriptedModel(notes ?? (Notebook)services.GetService(typeof(Notebook))!, script));
        worker.Add(Clerk, agent =>
        {
            agent.Instructions("You are a clerk.").Model("main").Tools<Shop>();
            more?.Invoke(agent);
        });
    };

    public static Task<OneFleet> StartAsync(Action<AgentBuilder>? more, params Func<IReadOnlyList<ChatMessage>, ChatMessage>[] script)
        => OneFleet.StartAsync(Serving(null, more, script));

    /// <summary>The requests a run has pending, once there are so many.</summary>
    public static async Task<IReadOnlyList<PendingRequest>> AsksAsync(this OneFleet one, Guid run, int count = 1)
    {
        IReadOnlyList<PendingRequest> pending = [];
        await Eventually.Async($"{count} pending requests", async () => (pending = await one.Fleet.Runs.RequestsAsync(run, null, 100, CancellationToken.None)).Count == count);
        return pending;
    }

    public static Task<RunAccepted> AnswerAsync(this OneFleet one, PendingRequest pending, bool? approve = true, string? reason = null, object? body = null, string? hash = null)
        => one.Fleet.AnswerAsync(new AnswerRun
        {
            RunId = pending.Run.RunId, RequestId = pending.Row!.Request!.Id, Approve = approve, Reason = reason, Hash = hash ?? pending.Row.Request.Hash, Body = Json.Of(body), By = "ada",
        });

    public static Task<IReadOnlyList<TranscriptItem>> TranscriptAsync(this OneFleet one, Guid run) => one.Fleet.Runs.ItemsAsync(run, 0, 10_000, CancellationToken.None);
}
