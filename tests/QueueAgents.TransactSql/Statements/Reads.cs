using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Data.SqlClient;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence;
using QueueAgents.Persistence.Keys;
using QueueAgents.Persistence.Reading;
using QueueAgents.Persistence.SqlServer;
using QueueAgents.TransactSql.Binding;

namespace QueueAgents.TransactSql.Statements;

/// <summary>Every statement Entity Framework makes for the reads, and for keys, as it would send them.</summary>
internal static class Reads
{
    public static IReadOnlyDictionary<string, SqlCommand> All { get; } = BuildAsync().GetAwaiter().GetResult();

    /// <summary>For a column of any length the provider sends short texts as nvarchar(4000).</summary>
    public static Dictionary<string, string> TypesOf(SqlCommand command)
        => Sent.TypesOf(command).ToDictionary(p => p.Key, p => p.Value == "nvarchar(4000)" ? "nvarchar(max)" : p.Value);

    private static async Task<Dictionary<string, SqlCommand>> BuildAsync()
    {
        var all = new Dictionary<string, SqlCommand>();
        var capture = new Capture();
        var databases = new Databases(capture);
        var (runs, states, keys) = (new RunReader(databases), new StateHistory(databases), new KeyStore(databases));
        var (id, ct) = (Guid.NewGuid(), CancellationToken.None);
        RunFilter[] filters =
        [
            new(), new() { States = [RunState.Waiting, RunState.Failed] }, new() { Agent = "a" }, new() { Tenant = "t" }, new() { Key = "k" }, new() { Tag = ("n", "v") },
            new() { CreatedAfter = Sent.Now }, new() { Unserved = true }, new() { Ids = IdRange.TryParse("0199b3c2-00", out var ids) ? ids : null }, new() { After = (Sent.Now, id) },
            new() { States = [RunState.Waiting], Agent = "a", Tenant = "t", Key = "k", Tag = ("n", "v"), CreatedAfter = Sent.Now, Unserved = true, After = (Sent.Now, id) },
        ];
        foreach (var (place, filter) in filters.Index()) await KeepAsync($"list {place}", () => runs.ListAsync(filter, ct));
        await KeepAsync("sample", () => runs.SampleAsync(ct));
        await KeepAsync("find", () => runs.FindAsync(id, ct));
        await KeepAsync("transitions", () => runs.TransitionsAsync(id, 0, 10, ct));
        await KeepAsync("attempts", () => runs.AttemptsAsync(id, 0, 1, ct));
        await KeepAsync("state", () => states.AtAsync(id, 1, ct));
        await KeepAsync("workers", () => new SqlServerWorkerStore(new Recorder(), databases).ListAsync(ct));
        await KeepAsync("key add", () => keys.AddAsync(new() { Id = id, Name = "n", Prefix = "p", Role = Orchestration.Keys.KeyRole.Admin, CreatedAt = Sent.Now, CreatedBy = "me" }, new byte[32], ct));
        await KeepAsync("key find", () => keys.FindAsync(new byte[32], ct));
        await KeepAsync("key list", () => keys.ListAsync(ct));
        await KeepAsync("key revoke", () => keys.RevokeAsync(id, Sent.Now, ct));
        await KeepAsync("key touch", () => keys.TouchAsync(id, Sent.Now, ct));
        return all;

        async Task KeepAsync(string name, Func<Task> call)
        {
            capture.Commands.Clear();
            try
            {
                await call();
            }
            catch (Exception e) when (capture.Commands.Count > 0 && e is not NotSupportedException)
            {
                // What comes back is one row of nothing in particular, which not everybody can read.
            }

            foreach (var (place, command) in capture.Commands.Index()) all[$"{name}, {place + 1}"] = command;
        }
    }

    private sealed class Databases(Capture capture) : IDbContextFactory<FleetDb>
    {
        public FleetDb CreateDbContext() => Schema.Open(capture, capture.Connections);
    }

    /// <summary>Answers each query with one row of its own columns, so that what follows on an answer is made too.</summary>
    private sealed class Capture : DbCommandInterceptor
    {
        public List<SqlCommand> Commands { get; } = [];

        public NoConnection Connections { get; } = new();

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            var kept = Keep(command);
            return new(InterceptionResult<DbDataReader>.SuppressWithResult(OneRow(Binder.Bind(kept.CommandText, TypesOf(kept)).Results)));
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Keep(command);
            return new(InterceptionResult<int>.SuppressWithResult(1));
        }

        private SqlCommand Keep(DbCommand command)
        {
            var kept = ((SqlCommand)command).Clone();
            kept.Connection = null;
            Commands.Add(kept);
            return kept;
        }

        private static DataTableReader OneRow(IReadOnlyList<IReadOnlyList<(string Name, Value Value)>> results)
        {
            var table = new DataTable();
            IReadOnlyList<(string Name, Value Value)> columns = results is [var first, ..] ? first : [];
            foreach (var (place, column) in columns.Index()) table.Columns.Add($"c{place}", Example(column.Value.Type).GetType());
            table.Rows.Add([.. columns.Select(c => Example(c.Value.Type))]);
            return table.CreateDataReader();
        }

        private static object Example(string type) => type switch
        {
            "uniqueidentifier" => Guid.Empty,
            "int" or Value.Number => 1,
            "smallint" => (short)1,
            "bigint" => 1L,
            "bit" => true,
            _ when type.StartsWith("nvarchar", StringComparison.Ordinal) => "[]",
            _ when type.StartsWith("varbinary", StringComparison.Ordinal) => new byte[32],
            _ when type.StartsWith("datetimeoffset", StringComparison.Ordinal) => Sent.Now,
            _ => throw new NotSupportedException(type),
        };
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
            => new(InterceptionResult.Suppress());

        public override ValueTask<InterceptionResult> ConnectionClosingAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
            => new(InterceptionResult.Suppress());
    }
}
