using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QueueAgents.Orchestration;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.Sqlite;
using Serilog;

namespace QueueAgents.Server;

/// <summary>A server: the process with the database. Any number may run on one broker and one PostgreSQL.</summary>
internal static class ServerHost
{
    /// <summary>0 after an orderly stop, 1 where it cannot start; the reason is one line of the log.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddSerilog(Logging.Configure(builder.Configuration));
        builder.Services.AddServerTelemetry(builder.Configuration);
        try
        {
            builder.Services.AddStore(builder.Configuration);
            builder.Services.AddOrchestration();
            builder.Services.AddServerBus();
            using var host = builder.Build();
            await host.RunAsync();
            return 0;
        }
        catch (Exception thrown) when (thrown is SchemaException or StoreInUseException or OptionsValidationException or ConfigurationException)
        {
            Log.Fatal("The server cannot start: {Reason}", thrown.Message);
            return 1;
        }
        finally
        {
            await Log.CloseAndFlushAsync();
        }
    }
}
