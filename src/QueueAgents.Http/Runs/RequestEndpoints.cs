using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using QueueAgents.Contracts;
using QueueAgents.Http.Access;
using QueueAgents.Http.Input;
using QueueAgents.Http.OpenApi;
using QueueAgents.Http.Problems;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Http.Runs;

/// <summary>The answer to one request: of a question its body, of an approval whether, and for which call.</summary>
internal sealed record RequestBody
{
    /// <summary>For a question: any JSON of at most 64 KiB.</summary>
    public Json Body { get; init; }

    /// <summary>For an approval: true lets the call be made, false denies it.</summary>
    public bool? Approve { get; init; }

    /// <summary>For an approval: the <c>hash</c> of the call that was looked at.</summary>
    public string? Hash { get; init; }

    /// <summary>Why, at most 1,000 characters; a model reads it where its call is denied.</summary>
    public string? Reason { get; init; }
}

/// <summary>What people are asked, and their answers.</summary>
internal static class RequestEndpoints
{
    public static async Task<IResult> OfRunAsync(Guid id, HttpContext context, CallersRuns runs, IRunReader reader)
    {
        await runs.HeadAsync(Caller.Of(context.User), id, context.RequestAborted);
        return await ListAsync(id, tenant: null, context, reader);
    }

    public static Task<IResult> OfAllAsync(HttpContext context, IRunReader reader) => ListAsync(null, Caller.Of(context.User).Tenant, context, reader);

    public static async Task<IResult> AnswerAsync(Guid id, Guid request, HttpContext context, Orders orders, Limits limits)
    {
        var version = Headers.VersionOf(context.Request);
        var (body, bytes) = await JsonBody.ReadAsync<RequestBody>(context, limits.InlineBytes, context.RequestAborted);
        var answer = new AnswerRun
        {
            RunId = id, RequestId = request, Body = body.Body, Approve = body.Approve, Hash = body.Hash, Reason = body.Reason,
            By = Caller.Of(context.User).Name, IfVersion = version,
        };
        return await orders.CarryOutAsync(context, id, answer, bytes);
    }

    public static void DescribeOfRun(RouteHandlerBuilder endpoint) => endpoint
        .Saying("listRequestsOfRun", "List what a run asks", "Questions and calls to be approved that nobody has answered yet.")
        .WithMetadata(new TakesQuery(Paging.Limit))
        .Produces<RequestListView>()
        .Refusing(Problem.Invalid, Problem.NotFound);

    public static void DescribeOfAll(RouteHandlerBuilder endpoint) => endpoint
        .Saying("listRequests", "List what people are asked", "Of all runs the key may see; those of the oldest run first.")
        .WithMetadata(new TakesQuery(Paging.Limit))
        .Produces<RequestListView>()
        .Refusing(Problem.Invalid);

    public static void DescribeAnswer(RouteHandlerBuilder endpoint) => endpoint
        .Saying("answerRequest", "Answer one request", """
            A question is answered with a body; a call is approved or denied, with the hash of the call that was looked at. The first answer in
            time counts; others are refused.
            """)
        .Accepts<RequestBody>("application/json")
        .Ordering(Problem.NoSuchRequest, Problem.RequestOver, Problem.OtherCall);

    private static async Task<IResult> ListAsync(Guid? id, string? tenant, HttpContext context, IRunReader reader)
    {
        var query = new Query(context);
        var limit = query.Whole(Paging.Limit) ?? 100;
        query.Check();
        var pending = await reader.RequestsAsync(id, tenant, limit, context.RequestAborted);
        return Results.Ok(new RequestListView([.. pending.Select(RequestView.Of)]));
    }
}
