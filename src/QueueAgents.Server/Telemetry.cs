using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace QueueAgents.Server;

/// <summary>
/// Traces, metrics and logs by OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; otherwise nobody listens and nothing is made. All
/// else is set by the standard variables too: protocol, headers, sampler, intervals, <c>OTEL_SERVICE_NAME</c>.
/// </summary>
internal static class Telemetry
{
    public const string Service = "queueagents-server";

    public static bool IsWanted(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    public static IServiceCollection AddServerTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (!IsWanted(configuration)) return services;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? Service, serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}"))
            .WithTracing(traces => traces.AddSource("QueueAgents", "MassTransit", "Microsoft.AspNetCore"))
            .WithMetrics(metrics => metrics.AddMeter("QueueAgents", "MassTransit", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"))
            .UseOtlpExporter();
        return services;
    }
}
