using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using QueueAgents.Http.OpenApi;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Http.Fleet;

/// <summary>Who works for the fleet, and on what. Every tenant's work goes to the same workers: what they serve is for everybody, what they are and how busy is for who looks after the fleet.</summary>
internal static class FleetEndpoints
{
    public static async Task<IResult> AgentsAsync(HttpContext context, IWorkerStore workers)
        => Results.Ok(new AgentListView(ServedAgentView.Of(await workers.ListAsync(context.RequestAborted))));

    public static async Task<IResult> WorkersAsync(HttpContext context, IWorkerStore workers)
        => Results.Ok(new WorkerListView([.. (await workers.ListAsync(context.RequestAborted)).Select(WorkerView.Of)]));

    public static void DescribeAgents(RouteHandlerBuilder endpoint) => endpoint
        .Saying("listAgents", "List the agents somebody serves", "As the workers that are there have announced them.")
        .Produces<AgentListView>();

    public static void DescribeWorkers(RouteHandlerBuilder endpoint) => endpoint
        .Saying("listWorkers", "List the workers", "As they have announced themselves; one that has been silent for a minute is gone.")
        .Produces<WorkerListView>();
}
