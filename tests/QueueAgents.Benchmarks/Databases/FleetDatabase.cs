using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Persistence.Schema;

namespace QueueAgents.Benchmarks.Databases;

/// <summary>A fleet's database, migrated and empty at first, gone at the end.</summary>
internal abstract class FleetDatabase : IAsyncDisposable
{
    /// <summary>As <c>QueueAgents:Database</c> calls it.</summary>
    public abstract string Kind { get; }

    public abstract string Connection { get; }

    /// <summary>The process whose time counts; null where it runs elsewhere.</summary>
    public virtual int? Pid => null;

    /// <summary>Read over a connection to another database, so that asking is not counted; null where that is not to be had.</summary>
    public abstract Task<WriteCounters?> WrittenAsync();

    /// <summary>How often the log was flushed to the disk. Waits until all that happened before is counted.</summary>
    public abstract Task<long?> FlushesAsync(DateTimeOffset quietSince);

    public abstract Task<DbConnection> OpenAsync();

    public async Task<T> ScalarAsync<T>(string sql, params IEnumerable<(string Name, object Value)> parameters)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written here, with parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return (T)Convert.ChangeType((await command.ExecuteScalarAsync())!, typeof(T), System.Globalization.CultureInfo.InvariantCulture);
    }

    public abstract ValueTask DisposeAsync();

    protected static async Task MigrateAsync(Action<IServiceCollection> store, CancellationToken ct)
    {
        var services = new ServiceCollection().AddLogging();
        store(services);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<StoreMigrator>().MigrateAsync(ct);
    }
}
