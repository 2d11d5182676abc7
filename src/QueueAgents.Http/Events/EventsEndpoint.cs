using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using QueueAgents.Contracts;
using QueueAgents.Http.Access;
using QueueAgents.Http.Input;
using QueueAgents.Http.OpenApi;
using QueueAgents.Http.Problems;
using QueueAgents.Http.Runs;

namespace QueueAgents.Http.Events;

/// <summary>
/// A run's transitions as they are committed, by whatever server. The stream ends after the one that completes or cancels the run; a run that
/// failed or is parked may be retried, so its stream stays open.
/// </summary>
internal static class EventsEndpoint
{
    public static async Task<IResult> HandleAsync(Guid id, HttpContext context, CallersRuns runs, OpenStreams streams, RunFeed feed, IHostApplicationLifetime host)
    {
        var last = Headers.LastEventOf(context.Request);
        var head = await runs.HeadAsync(Caller.Of(context.User), id, context.RequestAborted);
        if (last > head.Version) throw Problem.Invalid.Because($"{Headers.LastEventId} is later than the run, which is at version {head.Version}.", Headers.LastEventId);
        // The one answer that keeps a browser from coming back.
        if (last == head.Version && head.State is RunState.Completed or RunState.Cancelled) return Results.NoContent();

        using var place = streams.Open();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await feed.WriteAsync(id, last, context.Response.BodyWriter, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The client is gone, or we are going: it comes back with the last id it has seen.
        }
        catch (TimeoutException)
        {
            context.Abort(); // It does not read. Whatever is left for it in buffers goes with the connection.
        }

        return Results.Empty;
    }

    public static void Describe(RouteHandlerBuilder endpoint) => endpoint
        .Saying("watchRun", "Watch a run", """
            Server-sent events: each `transition` has the transition as data and its version as id; with the header Last-Event-ID the stream goes on
            after that one. It ends after the transition that completes or cancels the run, and 204 says that nothing is left. A run that failed or is
            parked may be retried, so its stream stays open.
            While a model takes its turn, `text` events have what it says, piece by piece, as far as anybody hears it: `seq` and `attempt` say whose
            words they are, `from` how many characters came before. A later attempt, and a piece whose `from` is 0, replaces what was said before. These
            events have no id: they are kept nowhere and cannot be resumed. What was said in the end is in the transcript.
            """)
        .WithMetadata(new TakesHeader(Headers.LastEventId, "The id of the last event the client has."))
        .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
        .Produces(StatusCodes.Status204NoContent)
        .Refusing(Problem.Invalid, Problem.NotFound, Problem.TooManyStreams);
}
