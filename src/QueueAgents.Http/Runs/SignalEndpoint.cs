using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using QueueAgents.Contracts;
using QueueAgents.Http.Access;
using QueueAgents.Http.Input;
using QueueAgents.Http.OpenApi;
using QueueAgents.Http.Problems;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Http.Runs;

/// <summary>Something a run may wait for.</summary>
internal sealed record SignalBody
{
    /// <summary>What the run calls it; at most 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Any JSON of at most 64 KiB.</summary>
    public Json Body { get; init; }
}

internal static class SignalEndpoint
{
    public static async Task<IResult> HandleAsync(Guid id, HttpContext context, Orders orders, Limits limits)
    {
        var (key, version) = (Headers.KeyOf(context.Request), Headers.VersionOf(context.Request));
        var (body, bytes) = await JsonBody.ReadAsync<SignalBody>(context, limits.InlineBytes, context.RequestAborted);
        var signal = new SignalRun { RunId = id, Name = body.Name, Body = body.Body, ClientKey = key, By = Caller.Of(context.User).Name, IfVersion = version };
        return await orders.CarryOutAsync(context, id, signal, bytes);
    }

    public static void Describe(RouteHandlerBuilder endpoint) => endpoint
        .Saying("signalRun", "Give a run a signal", "One that comes before the run waits for it is kept.")
        .TakingKey("Makes the signal one of its run: the same key again changes nothing. At most 200 characters.")
        .Accepts<SignalBody>("application/json")
        .Ordering(Problem.TooManySignals);
}
