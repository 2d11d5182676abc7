using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using QueueAgents.Http;
using Serilog;
using Serilog.Events;

namespace QueueAgents.Server;

/// <summary>
/// The HTTP interface of a server, unless <c>QueueAgents:Http:Enabled</c> is false. Where it listens is ASP.NET's own setting: <c>--urls</c>,
/// <c>ASPNETCORE_URLS</c>, <c>ASPNETCORE_HTTP_PORTS</c> or <c>Kestrel:Endpoints</c>, TLS included.
/// </summary>
internal static class HttpSide
{
    public const string DefaultUrl = "http://localhost:5080";
    private static readonly string[] Addresses = ["urls", "http_ports", "https_ports"];

    public static bool IsEnabled(IConfiguration configuration) => configuration.GetValue("QueueAgents:Http:Enabled", true);

    public static void Add(WebApplicationBuilder builder)
    {
        Listen(builder);
        builder.Services.AddFleetHttp(builder.Configuration);
    }

    public static void AddWaiting(WebApplicationBuilder builder)
    {
        Listen(builder);
        builder.Services.AddWaitingHttp();
    }

    public static void Map(WebApplication app)
    {
        app.UseSerilogRequestLogging(log => log.GetLevel = (_, _, _) => LogEventLevel.Debug);
        app.MapFleetHttp();
        app.Lifetime.ApplicationStarted.Register(() => Log.Information("HTTP on {Addresses:l}", string.Join(" ", app.Urls)));
    }

    public static void MapWaiting(WebApplication app) => app.MapWaitingHttp();

    private static void Listen(WebApplicationBuilder builder)
    {
        if (!Listens(builder.Configuration)) builder.WebHost.UseUrls(DefaultUrl);
    }

    private static bool Listens(ConfigurationManager configuration)
        => Addresses.Any(key => !string.IsNullOrEmpty(configuration[key])) || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
}
