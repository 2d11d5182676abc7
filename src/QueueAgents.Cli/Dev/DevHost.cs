using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QueueAgents.Cli.Stores;
using QueueAgents.Embedded;
using QueueAgents.Http;
using QueueAgents.Worker;

namespace QueueAgents.Cli.Dev;

/// <summary>A fleet of this process with the HTTP interface on loopback. Of its surroundings only the environment configures it, and only its agents.</summary>
internal sealed class DevHost : IAsyncDisposable
{
    private static readonly TimeSpan LetStepsEnd = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;

    private DevHost(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <param name="store">The file that keeps the runs.</param>
    /// <param name="port">On 127.0.0.1; 0 for any.</param>
    /// <param name="agents">What is served.</param>
    /// <param name="verbose">Log what happens.</param>
    /// <param name="ct">Gives up starting.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<DevHost> StartAsync(string store, int port, Action<WorkerBuilder> agents, bool verbose, CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "queueagents", EnvironmentName = Environments.Production });
        builder.Configuration.AddConfiguration(AgentSettings.Read());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddRouting();
        builder.Services.AddLogs(verbose);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LetStepsEnd);
        builder.Services.AddEmbeddedFleet(fleet => (fleet.StorePath, fleet.Agents) = (store, agents));
        builder.Services.AddFleetHttp(builder.Configuration);
        var host = new DevHost(builder.Build());
        try
        {
            host._app.MapFleetHttp();
            await host._app.StartAsync(ct);
            return host;
        }
        catch
        {
            await host.DisposeAsync(); // What has begun before the port was found taken ends in order.
            throw;
        }
    }

    /// <summary>No request is taken any more, running steps end for a while, the store is free.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _app.StopAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or AggregateException { InnerException: OperationCanceledException })
        {
            // A step did not end in time: it is repeated at the next start.
        }
        finally
        {
            await _app.DisposeAsync();
        }
    }
}
