using DotNet.Testcontainers.Builders;
using Microsoft.Data.SqlClient;
using Testcontainers.MsSql;
using Xunit;

[assembly: AssemblyFixture(typeof(QueueAgents.Integration.SqlServer.SqlServerNode))]

namespace QueueAgents.Integration.SqlServer;

/// <summary>
/// One server for the whole run: the one QUEUEAGENTS_TEST_SQLSERVER names, by a login that may create databases; else one in a container,
/// where Docker answers and has the image or can get it. Every other test says that it did not run.
/// </summary>
public sealed class SqlServerNode : IAsyncDisposable
{
    public const string Variable = "QUEUEAGENTS_TEST_SQLSERVER";

    private const string Image = "mcr.microsoft.com/mssql/server:2022-latest";
    private static readonly TimeSpan ContainerStarts = TimeSpan.FromMinutes(5);

    private readonly Lazy<Task<(string? Connection, string? Missing)>> _server;
    private MsSqlContainer? _container;

    public SqlServerNode() => _server = new(() => Task.Run(FindAsync));

    /// <summary>Skips the asking test, with the reason, where there is no server.</summary>
    public async Task<string> ConnectionStringAsync()
    {
        var (connection, missing) = await _server.Value;
        Assert.SkipWhen(connection is null, missing ?? "");
        return connection!;
    }

    /// <summary>A database of the asking test's own: its name, and how to reach it.</summary>
    public async Task<(string Name, string ConnectionString)> CreateAsync(CancellationToken ct)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await AdministrateAsync($"create database {name}", ct);
        return (name, new SqlConnectionStringBuilder(await ConnectionStringAsync()) { InitialCatalog = name }.ConnectionString);
    }

    public async Task DropAsync(string name)
    {
        SqlConnection.ClearAllPools();
        try
        {
            await AdministrateAsync($"drop database {name}", CancellationToken.None);
        }
        catch (SqlException inUse)
        {
            TestContext.Current.SendDiagnosticMessage($"The database {name} stays: {inUse.Message}");
        }
    }

    public async Task AdministrateAsync(string sql, CancellationToken ct)
    {
        await using var connection = new SqlConnection(await ConnectionStringAsync());
        await connection.OpenAsync(ct);
#pragma warning disable CA2100 // Names of our own making.
        await using var command = new SqlCommand(sql, connection) { CommandTimeout = 300 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await SqlServerFixture.DropAllAsync();
        if (_container is not null) await _container.DisposeAsync();
    }

    private async Task<(string?, string?)> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given) return (given, null);
        if (!await Containers.Docker.AnswersAsync()) return (null, $"no SQL Server: {Variable} is not set, and no Docker answers");
        try
        {
            using var patience = new CancellationTokenSource(ContainerStarts);
            _container = new MsSqlBuilder(Image).Build();
            await _container.StartAsync(patience.Token);
            return (_container.GetConnectionString(), null);
        }
#pragma warning disable CA1031 // Whatever keeps the image from us, the tests say that they did not run.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return (null, $"no SQL Server: {Variable} is not set, and Docker has no {Image}: {e.Message.Split('\n')[0]}");
        }
    }
}
