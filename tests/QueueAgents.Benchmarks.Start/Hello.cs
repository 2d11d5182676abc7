using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace QueueAgents.Benchmarks.Start;

/// <summary>What everybody's program does first.</summary>
internal sealed class Hello(IHostApplicationLifetime lifetime) : BackgroundService
{
    public static async Task<int> RunAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddHostedService<Hello>();
        await builder.Build().RunAsync();
        return 0;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Console.WriteLine("result hello");
        lifetime.StopApplication();
        return Task.CompletedTask;
    }
}
