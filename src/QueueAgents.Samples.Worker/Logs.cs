using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace QueueAgents.Samples.Worker;

internal static class Logs
{
    /// <summary>Text for a person at a terminal; one compact JSON object per line for whoever collects it.</summary>
    public static void AddLogs(this IHostApplicationBuilder builder) => builder.Services.AddSerilog(log =>
    {
        log.MinimumLevel.Information().MinimumLevel.Override("MassTransit", LogEventLevel.Warning).Enrich.FromLogContext();
        if (Console.IsOutputRedirected) log.WriteTo.Console(new RenderedCompactJsonFormatter());
        else log.WriteTo.Console(formatProvider: CultureInfo.InvariantCulture);
        if (builder.IsWanted())
            log.WriteTo.OpenTelemetry(sink => sink.ResourceAttributes["service.name"] = builder.Configuration["OTEL_SERVICE_NAME"] ?? Telemetry.Service);
    });
}
