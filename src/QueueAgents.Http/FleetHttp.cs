using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QueueAgents.Http.Access;
using QueueAgents.Http.Events;
using QueueAgents.Http.Health;
using QueueAgents.Http.OpenApi;
using QueueAgents.Http.Problems;
using QueueAgents.Http.Runs;
using QueueAgents.Http.Views;

namespace QueueAgents.Http;

/// <summary>Puts the HTTP interface of a fleet into a web application. The fleet itself, a server's or an embedded one, is added beside it.</summary>
public static class FleetHttp
{
    /// <summary>Settings come from the section <c>QueueAgents:Http</c>: see <see cref="HttpOptions"/>.</summary>
    public static IServiceCollection AddFleetHttp(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<HttpOptions>().Bind(configuration.GetSection("QueueAgents:Http")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(s => s.GetRequiredService<IOptions<HttpOptions>>().Value);
        services.ConfigureHttpJsonOptions(json => JsonText.Apply(json.SerializerOptions));
        services.AddKestrelLimits();
        services.AddProblems();
        services.AddAccess();
        services.AddFleetHealth();
        services.AddFleetOpenApi();

        services.AddSingleton<CallersRuns>();
        services.AddSingleton<Orders>();
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<RunFeed>();
        return services;
    }

    /// <summary>The pipeline and every route, in order. Nothing else is to be put before it but logging.</summary>
    public static WebApplication MapFleetHttp(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseHsts();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        Routes.Map(app);
        return app;
    }
}
