using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Serilog;
using Serilog.Events;

namespace QueueAgents.Cli.Stores;

internal static class Logs
{
    /// <summary>Warnings to standard error; with --verbose what happens, too. Standard output belongs to the data.</summary>
    public static void AddLogs(this IServiceCollection services, bool verbose) => services.AddSerilog(log => log
        .MinimumLevel.Is(verbose ? LogEventLevel.Information : LogEventLevel.Warning)
        // A host that cannot start says so by its exception, and a step that is handed back when we stop is no news.
        .MinimumLevel.Override("Microsoft", verbose ? LogEventLevel.Warning : LogEventLevel.Fatal)
        .MinimumLevel.Override("MassTransit", verbose ? LogEventLevel.Warning : LogEventLevel.Fatal)
        .WriteTo.Console(
            formatProvider: CultureInfo.InvariantCulture,
            outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}",
            standardErrorFromLevel: LogEventLevel.Verbose));
}
