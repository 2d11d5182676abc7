using System.Data.Common;
using Npgsql;

namespace QueueAgents.Persistence.PostgreSql;

/// <summary>The pool of the hot path, apart from the one for reads: people who search cannot take its connections.</summary>
/// <param name="connectionString">What the connection string says itself is kept.</param>
internal sealed class PostgreSqlSource(string connectionString) : IAsyncDisposable, IDisposable
{
    /// <summary>
    /// Every statement of the store reads by an index, whatever the tables hold. A plan that is made while they are empty says otherwise
    /// and would be kept while they fill, so the choice is taken from the planner; then one plan per statement serves for good, which
    /// halves what a lonely commit costs the server.
    /// </summary>
    private const string PlanOnce = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off";

    public NpgsqlDataSource Pool { get; } = NpgsqlDataSource.Create(Settings(connectionString));

    /// <summary>
    /// Of the one writer: a pool hands out its connections in turns, and a database that is asked over another one each time works with cold memory
    /// each time.
    /// </summary>
    public NpgsqlDataSource Commits { get; } = NpgsqlDataSource.Create(Settings(connectionString));

    public static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // The typed builder claims to contain every keyword; the plain one knows what was written.
        var written = new DbConnectionStringBuilder { ConnectionString = connectionString }.Keys.Cast<string>()
            .Select(key => key.Replace(" ", "", StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);

        if (!written.Contains("ApplicationName")) settings.ApplicationName = "queue-agents";
        if (!written.Contains("MaxAutoPrepare")) settings.MaxAutoPrepare = 100;
        if (!written.Contains("AutoPrepareMinUsages")) settings.AutoPrepareMinUsages = 2;
        if (!written.Contains("Options")) settings.Options = PlanOnce;
        // Nothing here leaves state behind on a connection, so there is nothing to reset before each command.
        if (!written.Contains("NoResetOnClose")) settings.NoResetOnClose = true;
        return settings;
    }

    public async ValueTask DisposeAsync()
    {
        await Commits.DisposeAsync();
        await Pool.DisposeAsync();
    }

    public void Dispose()
    {
        Commits.Dispose();
        Pool.Dispose();
    }
}
