using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Http.Problems;

/// <summary>What an exception means to a client. Only what nobody has foreseen is logged, and nobody is shown it.</summary>
internal sealed class Failures(IProblemDetailsService problems, IRunStore store, ILogger<Failures> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested) return true; // Nobody is there to be told.
        var (kind, detail) = Of(httpContext, exception);
        var details = new ProblemDetails { Status = kind.Status, Type = kind.Type, Title = kind.Title, Detail = detail };
        if (exception is ProblemException { Errors: { } errors }) details.Extensions["errors"] = errors;
        httpContext.Response.StatusCode = kind.Status;
        // What is left of the body is not read, so the connection cannot be used again.
        if (kind == Problem.TooLarge) httpContext.Response.Headers.Connection = "close";
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = details });
    }

    private (Problem Kind, string? Detail) Of(HttpContext http, Exception thrown)
    {
        switch (thrown)
        {
            case ProblemException known:
                return (known.Problem, known.Message);
            case BadHttpRequestException bad:
                return (Problem.Of(bad.StatusCode), null);
            case var away when store.IsTransient(away):
                log.Unavailable(http.Request.Method, RouteOf(http), away.Message);
                return (Problem.Unavailable, "Ask again in a moment.");
            default:
                log.Failed(http.Request.Method, RouteOf(http), thrown.GetType().Name, thrown.Message);
                log.FailedHere(thrown);
                return (Problem.Internal, null);
        }
    }

    /// <summary>The pattern, not the address: addresses may carry what is nobody's business.</summary>
    private static string RouteOf(HttpContext http) => http.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName ?? "an unknown address";
}

internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Warning, "{Method} of {Route} could not be answered: the database does not answer ({Reason})")]
    public static partial void Unavailable(this ILogger log, string method, string route, string reason);

    [LoggerMessage(1101, LogLevel.Error, "{Method} of {Route} failed: {Exception}: {Reason}")]
    public static partial void Failed(this ILogger log, string method, string route, string exception, string reason);

    [LoggerMessage(1102, LogLevel.Debug, "Where it failed")]
    public static partial void FailedHere(this ILogger log, Exception thrown);
}
