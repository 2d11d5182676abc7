using Microsoft.Extensions.Configuration;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace QueueAgents.Server;

/// <summary>Text on a terminal, compact JSON elsewhere. <c>QueueAgents:LogLevel</c> sets the level of our own lines.</summary>
internal static class Logging
{
    public static ILogger Configure(IConfiguration configuration)
    {
        var level = Enum.TryParse<LogEventLevel>(configuration["QueueAgents:LogLevel"], ignoreCase: true, out var given) ? given : LogEventLevel.Information;
        var log = new LoggerConfiguration()
            .MinimumLevel.Is(level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("MassTransit", LogEventLevel.Warning)
            // What is wrong is said by whoever asks after health; a caller without a key is no event.
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
            .MinimumLevel.Override("QueueAgents.Http.Access", LogEventLevel.Warning)
            .Enrich.FromLogContext();
        log = Console.IsOutputRedirected ? log.WriteTo.Sink(new LogLines(new RenderedCompactJsonFormatter(), Console.OpenStandardOutput()), LogLines.Batching) : log.WriteTo.Console(formatProvider: null);
        if (Telemetry.IsWanted(configuration))
            log = log.WriteTo.OpenTelemetry(sink => sink.ResourceAttributes["service.name"] = configuration["OTEL_SERVICE_NAME"] ?? Telemetry.Service);
        return Log.Logger = log.CreateLogger();
    }
}
