using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace QueueAgents.Samples.Worker;

/// <summary>Traces and metrics by OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; logs go the same way, see <see cref="Logs"/>.</summary>
internal static class Telemetry
{
    public const string Service = "queueagents-worker";

    public static bool IsWanted(this IHostApplicationBuilder builder) => !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (!builder.IsWanted()) return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                builder.Configuration["OTEL_SERVICE_NAME"] ?? Service, serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}"))
            .WithTracing(traces => traces.AddSource("QueueAgents", "MassTransit"))
            .WithMetrics(metrics => metrics.AddMeter("QueueAgents", "MassTransit", "System.Runtime"))
            .UseOtlpExporter();
    }
}
