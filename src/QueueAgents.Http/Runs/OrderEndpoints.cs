using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using QueueAgents.Contracts;
using QueueAgents.Http.Access;
using QueueAgents.Http.Input;
using QueueAgents.Http.OpenApi;
using QueueAgents.Http.Problems;

namespace QueueAgents.Http.Runs;

/// <summary>Why a run is cancelled.</summary>
internal sealed record CancelBody
{
    /// <summary>For people; kept in the history.</summary>
    public string? Reason { get; init; }
}

/// <summary>Nothing need be said.</summary>
internal sealed record EmptyBody;

/// <summary>What an operator may do with a run: cancel, pause, resume, retry.</summary>
internal static class OrderEndpoints
{
    private const int ReasonLength = 1_000;

    public static async Task<IResult> CancelAsync(Guid id, HttpContext context, Orders orders)
    {
        var version = Headers.VersionOf(context.Request);
        var (body, bytes) = await JsonBody.ReadOrNoneAsync<CancelBody>(context, 0, context.RequestAborted);
        if (body?.Reason is { } reason && (reason.Length > ReasonLength || reason.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))))
            throw Problem.Invalid.Because($"reason may have at most {ReasonLength} printable characters.", "reason");
        return await orders.CarryOutAsync(context, id, new CancelRun { RunId = id, Reason = body?.Reason, By = Caller.Of(context.User).Name, IfVersion = version }, bytes);
    }

    public static Task<IResult> PauseAsync(Guid id, HttpContext context, Orders orders)
        => PlainAsync(id, context, orders, (by, version) => new PauseRun { RunId = id, By = by, IfVersion = version });

    public static Task<IResult> ResumeAsync(Guid id, HttpContext context, Orders orders)
        => PlainAsync(id, context, orders, (by, version) => new ResumeRun { RunId = id, By = by, IfVersion = version });

    public static Task<IResult> RetryAsync(Guid id, HttpContext context, Orders orders)
        => PlainAsync(id, context, orders, (by, version) => new RetryRun { RunId = id, By = by, IfVersion = version });

    public static void DescribeCancel(RouteHandlerBuilder endpoint) => endpoint
        .Saying("cancelRun", "Cancel a run", "At once and for good; its children too.")
        .Accepts<CancelBody>(isOptional: true, "application/json")
        .Ordering();

    public static void DescribePause(RouteHandlerBuilder endpoint) => endpoint
        .Saying("pauseRun", "Pause a run", "Nothing more is dispatched until it is resumed; outcomes of running steps are taken, deadlines go on.")
        .Accepts<EmptyBody>(isOptional: true, "application/json")
        .Ordering();

    public static void DescribeResume(RouteHandlerBuilder endpoint) => endpoint
        .Saying("resumeRun", "Resume a paused run", "It goes on where it was.")
        .Accepts<EmptyBody>(isOptional: true, "application/json")
        .Ordering();

    public static void DescribeRetry(RouteHandlerBuilder endpoint) => endpoint
        .Saying("retryRun", "Retry a failed or parked run", "The same steps again: the same numbers and effect keys, a new attempt each.")
        .Accepts<EmptyBody>(isOptional: true, "application/json")
        .Ordering();

    private static async Task<IResult> PlainAsync<T>(Guid id, HttpContext context, Orders orders, Func<string, int?, T> order) where T : class
    {
        var version = Headers.VersionOf(context.Request);
        await JsonBody.ReadOrNoneAsync<EmptyBody>(context, 0, context.RequestAborted);
        return await orders.CarryOutAsync(context, id, order(Caller.Of(context.User).Name, version));
    }
}
