using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QueueAgents.Chaos.Fleet;
using QueueAgents.Orchestration;
using Xunit;

namespace QueueAgents.Chaos.Processes;

/// <summary>What the processes bring along, and what they do not.</summary>
public sealed class ClosureTests
{
    private static readonly string[] Databases = ["EntityFramework", "Npgsql", "Sqlite", "SqlClient", "QueueAgents.Persistence", "QueueAgents.Orchestration"];

    [Fact]
    public void A_worker_process_brings_no_database_along()
    {
        using var closure = JsonDocument.Parse(File.ReadAllText(Programs.WorkerClosure));
        var libraries = closure.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name).ToList();
        Assert.Contains(libraries, name => name.StartsWith("QueueAgents.Worker/", StringComparison.Ordinal));
        Assert.DoesNotContain(libraries, name => Databases.Any(database => name.Contains(database, StringComparison.OrdinalIgnoreCase)));
        var files = Directory.EnumerateFiles(Path.GetDirectoryName(Programs.WorkerClosure)!, "*.dll").Select(Path.GetFileName);
        Assert.DoesNotContain(files, name => Databases.Any(database => name!.Contains(database, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void A_server_sends_nothing_to_the_vendor_of_its_bus()
    {
        using var services = new ServiceCollection().AddLogging().AddServerBus().BuildServiceProvider();
        Assert.False(services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled);
    }
}
