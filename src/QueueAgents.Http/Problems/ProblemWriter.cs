using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Http.Views;

namespace QueueAgents.Http.Problems;

/// <summary>Every refusal and failure has one shape, whatever the client says it accepts and whoever refuses: we or the framework.</summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, details) = (context.HttpContext, context.ProblemDetails);
        var kind = Problem.Of(details.Status ??= http.Response.StatusCode);
        if (details.Type?.StartsWith("/problems/", StringComparison.Ordinal) != true) (details.Type, details.Title) = (kind.Type, kind.Title);
        details.Extensions["traceId"] = Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;

        http.Response.StatusCode = details.Status.Value;
        http.Response.Headers.CacheControl = "no-store";
        if (details.Status == StatusCodes.Status503ServiceUnavailable) http.Response.Headers.RetryAfter = "2";
        if (details.Status == StatusCodes.Status429TooManyRequests) http.Response.Headers.RetryAfter = "1";
        await http.Response.WriteAsJsonAsync(details, JsonText.Line, "application/problem+json", http.RequestAborted);
    }
}

internal static class ProblemServices
{
    public static void AddProblems(this IServiceCollection services)
    {
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>(); // Before the framework's own: the first that can, writes.
        services.AddProblemDetails();
        services.AddExceptionHandler<Failures>();
    }
}
