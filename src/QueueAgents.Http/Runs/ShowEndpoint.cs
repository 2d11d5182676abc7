using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using QueueAgents.Http.Access;
using QueueAgents.Http.Input;
using QueueAgents.Http.OpenApi;
using QueueAgents.Http.Problems;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Http.Runs;

internal static class ShowEndpoint
{
    public static async Task<IResult> HandleAsync(Guid id, HttpContext context, CallersRuns runs, IRunReader reader, FleetClock clock)
    {
        var run = await runs.FindAsync(Caller.Of(context.User), id, context.RequestAborted);
        context.Response.Headers.ETag = Headers.ETag(run.Version);
        return Results.Ok(RunView.Of(run, clock.Now, await reader.IsUnservedAsync(id, context.RequestAborted)));
    }

    public static void Describe(RouteHandlerBuilder endpoint) => endpoint
        .Saying("getRun", "Show a run", "Its ETag is its version, for If-Match.")
        .Produces<RunView>()
        .Refusing(Problem.NotFound);
}
