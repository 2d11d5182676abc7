using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace QueueAgents.Server;

/// <summary>Traces and metrics by OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; otherwise nobody listens and nothing is made.</summary>
internal static class Telemetry
{
    public static IServiceCollection AddServerTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return services;
        services.AddOpenTelemetry()
            .WithTracing(traces => traces.AddSource("QueueAgents", "MassTransit"))
            .WithMetrics(metrics => metrics.AddMeter("QueueAgents", "MassTransit"))
            .UseOtlpExporter();
        return services;
    }
}
