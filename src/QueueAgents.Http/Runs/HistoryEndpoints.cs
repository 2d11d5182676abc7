using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using QueueAgents.Http.Access;
using QueueAgents.Http.Input;
using QueueAgents.Http.OpenApi;
using QueueAgents.Http.Problems;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Http.Runs;

/// <summary>What has happened to a run, page by page: its transitions, and the attempts of its steps.</summary>
internal static class HistoryEndpoints
{
    public static async Task<IResult> TransitionsAsync(Guid id, HttpContext context, CallersRuns runs, IRunReader reader)
    {
        var (after, limit) = Paging.Read(context);
        var head = await runs.HeadAsync(Caller.Of(context.User), id, context.RequestAborted);
        var page = await reader.TransitionsAsync(id, after, limit, context.RequestAborted);
        int? next = page is [.., var last] && last.Version < head.Version && page.Count == limit ? last.Version : null;
        context.LinkNext(next);
        return Results.Ok(new TransitionPageView([.. page.Select(TransitionView.Of)], next));
    }

    public static async Task<IResult> AttemptsAsync(Guid id, HttpContext context, CallersRuns runs, IRunReader reader)
    {
        var (after, limit) = Paging.Read(context);
        await runs.HeadAsync(Caller.Of(context.User), id, context.RequestAborted);
        var page = await reader.AttemptsAsync(id, after, limit, context.RequestAborted);
        int? next = page.Count >= limit ? page[^1].Seq : null;
        context.LinkNext(next);
        return Results.Ok(new AttemptPageView([.. page.Select(AttemptView.Of)], next));
    }

    public static async Task<IResult> TranscriptAsync(Guid id, HttpContext context, CallersRuns runs, IRunReader reader)
    {
        var (after, limit) = Paging.Read(context);
        await runs.HeadAsync(Caller.Of(context.User), id, context.RequestAborted);
        var page = await reader.ItemsAsync(id, after, limit, context.RequestAborted);
        int? next = page.Count >= limit ? page[^1].No : null;
        context.LinkNext(next);
        return Results.Ok(new TranscriptPageView([.. page.Select(ItemView.Of)], next));
    }

    public static void DescribeTranscript(RouteHandlerBuilder endpoint) => endpoint
        .Saying("listTranscript", "List what was said in a run", "Messages of the model, results of its tools, and what it was told, the oldest first; `after` is the number of an item.")
        .WithMetadata(new TakesQuery(Paging.After, Paging.Limit))
        .Produces<TranscriptPageView>()
        .Refusing(Problem.Invalid, Problem.NotFound);

    public static void DescribeTransitions(RouteHandlerBuilder endpoint) => endpoint
        .Saying("listTransitions", "List a run's transitions, the oldest first", "Every committed change of the run; `after` is a version.")
        .WithMetadata(new TakesQuery(Paging.After, Paging.Limit))
        .Produces<TransitionPageView>()
        .Refusing(Problem.Invalid, Problem.NotFound);

    public static void DescribeAttempts(RouteHandlerBuilder endpoint) => endpoint
        .Saying("listAttempts", "List the attempts of a run's steps", "In order of step and attempt; `after` is the number of a step. A step's attempts are never parted.")
        .WithMetadata(new TakesQuery(Paging.After, Paging.Limit))
        .Produces<AttemptPageView>()
        .Refusing(Problem.Invalid, Problem.NotFound);
}
