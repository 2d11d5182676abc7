using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace QueueAgents.Providers;

/// <summary>An MCP server on the loopback, by streamable HTTP.</summary>
internal sealed class LoopbackOffice : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackOffice(WebApplication app) => _app = app;

    public Uri Address => new(new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), "/mcp");

    /// <param name="port">0 = any.</param>
    /// <param name="key">What must stand in the header X-Key; null = anything.</param>
    public static async Task<LoopbackOffice> Start(int port = 0, string? key = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddMcpServer().WithHttpTransport().WithTools<OfficeTools>();
        var office = new LoopbackOffice(builder.Build());
        if (key is not null)
        {
            office._app.Use((http, next) =>
            {
                if (http.Request.Headers["X-Key"] == key) return next(http);
                http.Response.StatusCode = 401;
                return Task.CompletedTask;
            });
        }

        office._app.MapMcp("/mcp");
        await office._app.StartAsync();
        return office;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
