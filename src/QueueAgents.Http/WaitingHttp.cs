using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QueueAgents.Http.Health;
using QueueAgents.Http.Problems;
using QueueAgents.Http.Views;

namespace QueueAgents.Http;

/// <summary>What a server answers that waits for its database at start: it lives, it is not ready, and all else is put off.</summary>
public static class WaitingHttp
{
    private const string Reason = "The database does not answer.";

    private static readonly HealthView Alive = new(HealthStatus.Healthy, []);

    private static readonly HealthView NotReady = new(
        HealthStatus.Unhealthy,
        [new("started", HealthStatus.Unhealthy, "The server is starting."), new("store", HealthStatus.Unhealthy, Reason)]);

    public static IServiceCollection AddWaitingHttp(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        return services;
    }

    public static WebApplication MapWaitingHttp(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGet("/health/live", context => AnswerAsync(context, StatusCodes.Status200OK, Alive));
        app.MapGet("/health/ready", context => AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, NotReady));
        app.MapGet("/health/startup", context => AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, NotReady));
        app.MapFallback("{**all}", PutOffAsync);
        return app;
    }

    private static Task AnswerAsync(HttpContext context, int status, HealthView view)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(view, JsonText.Line, context.RequestAborted);
    }

    private static Task PutOffAsync(HttpContext context)
    {
        var problem = Problem.Unavailable;
        context.Response.StatusCode = problem.Status;
        return context.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new()
        {
            HttpContext = context,
            ProblemDetails = new ProblemDetails { Status = problem.Status, Type = problem.Type, Title = problem.Title, Detail = "The server starts as soon as it does." },
        }).AsTask();
    }
}
