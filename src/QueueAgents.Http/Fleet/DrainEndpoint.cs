using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using QueueAgents.Http.Access;
using QueueAgents.Http.Input;
using QueueAgents.Http.OpenApi;
using QueueAgents.Http.Problems;
using QueueAgents.Http.Runs;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.Workers;

namespace QueueAgents.Http.Fleet;

/// <summary>An operator lets a worker leave.</summary>
internal static class DrainEndpoint
{
    public static async Task<IResult> HandleAsync(string instance, HttpContext context, IWorkerDrain drain)
    {
        await JsonBody.ReadOrNoneAsync<EmptyBody>(context, 0, context.RequestAborted);
        var worker = await AskAsync(instance, Caller.Of(context.User).Name, drain, context.RequestAborted) ?? throw Problem.NotFound.Because("There is no such worker.");
        return Results.Accepted(value: WorkerView.Of(worker));
    }

    public static void Describe(RouteHandlerBuilder endpoint) => endpoint
        .Saying("drainWorker", "Let a worker leave", """
            It takes no more steps, finishes those it runs, says goodbye, and its process ends. That it drains is seen in the list of workers as soon as
            it has said so.
            """)
        .Accepts<EmptyBody>(isOptional: true, "application/json")
        .Produces<WorkerView>(StatusCodes.Status202Accepted)
        .Refusing(Problem.Invalid, Problem.NotFound, Problem.CannotDrain, Problem.TooLarge, Problem.UnsupportedMediaType, Problem.NoBroker);

    private static async Task<Orchestration.Store.WorkerRow?> AskAsync(string instance, string by, IWorkerDrain drain, CancellationToken ct)
    {
        try
        {
            return await drain.AskAsync(instance, by, ct);
        }
        catch (DrainRefusedException refused)
        {
            throw Problem.CannotDrain.Because(refused.Message);
        }
        catch (BrokerAwayException)
        {
            throw Problem.NoBroker.Because("The worker cannot be told now. Ask again in a moment.");
        }
    }
}
