using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using QueueAgents.Contracts;
using QueueAgents.Http.Access;
using QueueAgents.Http.Input;
using QueueAgents.Http.OpenApi;
using QueueAgents.Http.Problems;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Http.Runs;

/// <summary>The answer to what a run asks.</summary>
internal sealed record AnswerBody
{
    /// <summary>Which question: the <c>requestId</c> of the run's <c>wait</c>.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Any JSON of at most 64 KiB.</summary>
    public Json Body { get; init; }
}

internal static class AnswerEndpoint
{
    public static async Task<IResult> HandleAsync(Guid id, HttpContext context, Orders orders, Limits limits)
    {
        var version = Headers.VersionOf(context.Request);
        var (body, bytes) = await JsonBody.ReadAsync<AnswerBody>(context, limits.InlineBytes, context.RequestAborted);
        var answer = new AnswerRun { RunId = id, RequestId = body.RequestId, Body = body.Body, By = Caller.Of(context.User).Name, IfVersion = version };
        return await orders.CarryOutAsync(context, id, answer, bytes);
    }

    public static void Describe(RouteHandlerBuilder endpoint) => endpoint
        .Saying("answerRun", "Answer the question a run asks", "Refused where the run does not ask it, or no longer.")
        .Accepts<AnswerBody>("application/json")
        .Ordering(Problem.NoSuchRequest);
}
