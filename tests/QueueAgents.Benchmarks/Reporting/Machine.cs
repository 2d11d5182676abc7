using System.Runtime.InteropServices;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Reporting;

/// <summary>What the numbers are from: without it they say nothing.</summary>
internal sealed record Machine(int Processors, string System, string Runtime, string? Broker, string? Database)
{
    public static Machine Here { get; } = new(Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription, null, null);

    public static async Task<Machine> OfAsync(Nodes nodes, Contender fleet) => Here with
    {
        Broker = $"RabbitMQ {(await nodes.Broker.VersionAsync())}",
        Database = fleet.Database is { } database ? await VersionAsync(database) : null,
    };

    public override string ToString() => string.Join(", ", new[] { $"{Processors} processors", System, Runtime, Broker, Database }.Where(part => part is not null));

    private static async Task<string> VersionAsync(Databases.FleetDatabase database) => database.Kind == "sqlserver"
        ? $"SQL Server {await database.ScalarAsync<string>("select cast(serverproperty('ProductVersion') as nvarchar(128))")}"
        : $"PostgreSQL {await database.ScalarAsync<string>("select current_setting('server_version')")}";
}
