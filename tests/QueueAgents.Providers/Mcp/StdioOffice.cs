using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace QueueAgents.Providers;

/// <summary>An MCP server by stdio: what this program is where it is started with <see cref="Argument"/>.</summary>
internal static class StdioOffice
{
    public const string Argument = "--office";

    public static async Task<int> Serve()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddMcpServer().WithStdioServerTransport().WithTools<OfficeTools>();
        await builder.Build().RunAsync();
        return 0;
    }
}
