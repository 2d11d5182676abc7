using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Stores;
using QueueAgents.Persistence;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.SqlServer.Checks;

namespace QueueAgents.Cli.Doctor.Databases;

/// <summary>Opens the database as a server would, then looks around.</summary>
internal static class DatabaseExamination
{
    private const string Name = "database";

    private static readonly IReadOnlyList<ICheck<OpenDatabase>> OfAll = [new SchemaOfTheBuild()];

    /// <summary>What is looked at beyond the schema. Another database is another line.</summary>
    private static readonly Dictionary<string, IReadOnlyList<ICheck<OpenDatabase>>> OfKind = new()
    {
        [DatabaseOptions.PostgreSql] = [new PostgreSqlVersion(), new PostgreSqlSettings(), new PostgreSqlRights(), new ClockOffset("select clock_timestamp()", TimeProvider.System)],
        [DatabaseOptions.SqlServer] = [.. SqlServerChecks.All.Select(check => new SqlServerLook(check)), new SqlServerEncryption(), new ClockOffset("select sysdatetimeoffset()", TimeProvider.System)],
        [DatabaseOptions.Sqlite] = [new SqliteSettings(), new SqlitePlace()],
    };

    /// <param name="options">Which database.</param>
    /// <param name="call">The command.</param>
    /// <param name="otherwise">Where none is named, the store of this user is looked at.</param>
    /// <param name="ct">Ends the looking.</param>
    public static async IAsyncEnumerable<Finding> RunAsync(DatabaseOptions options, Invocation call, bool otherwise, [EnumeratorCancellation] CancellationToken ct)
    {
        var kind = options.KindOf(call);
        var named = options.IsNamed(call) || call.StoreIsNamed;
        if (!named && !otherwise)
        {
            yield return new(Name, Verdict.NotLooked, "No database was named: --database and --connection, or --store.");
            yield break;
        }

        if (kind == DatabaseOptions.Sqlite && !File.Exists(call.Store))
        {
            yield return named
                ? new(Name, Verdict.Wrong, $"There is no store {call.Store}.", "A first run makes it, or queueagents store migrate.")
                : new(Name, Verdict.NotLooked, $"There is no store {call.Store} yet.");
            yield break;
        }

        await using var services = options.Open(call);
        await using var db = await services.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync(ct);
        if (await WhyNotAsync(db, ct) is { } why)
        {
            yield return why;
            yield break;
        }

        var connection = db.Database.GetDbConnection();
        yield return new(Name, Verdict.Well, kind == DatabaseOptions.Sqlite ? $"The store {call.Store} is there." : $"It answers at {connection.DataSource}, database '{connection.Database}'.");
        var open = new OpenDatabase(connection, services.GetRequiredService<StoreMigrator>(), services, call.Store);
        await foreach (var finding in Examination.RunAsync(OfAll, open, ct)) yield return finding;
        await foreach (var finding in Examination.RunAsync(OfKind[kind], open, ct)) yield return finding;
    }

    private static async Task<Finding?> WhyNotAsync(FleetDb db, CancellationToken ct)
    {
        try
        {
            await db.Database.OpenConnectionAsync(ct);
            return null;
        }
        catch (Exception thrown) when (thrown is DbException or TimeoutException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            return new(Name, Verdict.Wrong, $"It cannot be opened: {thrown.GetBaseException().Message.TrimEnd('.')}.", "Look whether it is up; then at host, database, user and password in the connection string.");
        }
    }
}

/// <summary>A database one has come in to.</summary>
/// <param name="Connection">Open.</param>
/// <param name="Migrator">Knows the schema of this build.</param>
/// <param name="Services">The store's own.</param>
/// <param name="File">Of SQLite.</param>
internal sealed record OpenDatabase(DbConnection Connection, StoreMigrator Migrator, IServiceProvider Services, string File)
{
    /// <summary>One value, as text; null where there is none.</summary>
    public async Task<string?> TextAsync(string sql, CancellationToken ct)
    {
        await using var command = Connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of the checks.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToString(await command.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture);
    }
}
