using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QueueAgents.Orchestration;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.Sqlite;
using Serilog;

namespace QueueAgents.Server;

/// <summary>A server: the process with the database. Any number may run on one broker and one PostgreSQL or SQL Server.</summary>
internal static class ServerHost
{
    /// <summary>0 after an orderly stop, 1 where it cannot start; the reason is one line of the log.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            while (true)
            {
                var host = Build(args);
                await using var ends = (IAsyncDisposable)host;
                if (await StartAsync(host) is { } away)
                {
                    // A server that is started first waits for its database, as it does later.
                    if (!await WaitingRoom.StayAsync(args, host.Services.GetRequiredService<IRunStore>(), away)) return 0;
                    await Log.CloseAndFlushAsync(); // The next host makes a log of its own.
                    continue;
                }

                await host.WaitForShutdownAsync();
                return 0;
            }
        }
        catch (Exception thrown) when (IsReason(thrown))
        {
            Log.Fatal("The server cannot start: {Reason}", thrown.Message);
            return 1;
        }
        finally
        {
            await Log.CloseAndFlushAsync();
        }
    }

    private static IHost Build(string[] args)
    {
        var web = WebApplication.CreateBuilder(args);
        if (!HttpSide.IsEnabled(web.Configuration))
        {
            var plain = Host.CreateApplicationBuilder(args);
            AddServer(plain);
            return plain.Build();
        }

        AddServer(web);
        HttpSide.Add(web);
        var app = web.Build();
        HttpSide.Map(app);
        return app;
    }

    private static void AddServer(IHostApplicationBuilder builder)
    {
        builder.Services.AddSerilog(Logging.Configure(builder.Configuration));
        builder.AddSecrets();
        builder.Services.AddServerTelemetry(builder.Configuration);
        builder.Services.AddStore(builder.Configuration);
        builder.Services.AddOrchestration();
        builder.Services.AddServerBus();
    }

    /// <summary>Null where it runs; else why the database does not answer.</summary>
    private static async Task<Exception?> StartAsync(IHost host)
    {
        try
        {
            await host.StartAsync();
            if (host is not WebApplication) Log.Information("HTTP is off");
            return null;
        }
        catch (Exception thrown) when (!IsAddress(thrown) && host.Services.GetRequiredService<IRunStore>().IsTransient(thrown))
        {
            return thrown;
        }
    }

    /// <summary>Something its operator can change, and whose message says what.</summary>
    private static bool IsReason(Exception thrown) => IsAddress(thrown)
        || thrown is SchemaException or StoreInUseException or OptionsValidationException or ConfigurationException or PlatformNotSupportedException or DbException;

    /// <summary>The address to listen on is taken, or not ours to take.</summary>
    private static bool IsAddress(Exception thrown) =>
        thrown is IOException { InnerException: AddressInUseException } or SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable };
}
