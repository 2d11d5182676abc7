using System.Data;
using System.Data.Common;

namespace QueueAgents.Checks;

/// <summary>One invariant as a query over the fleet's tables (and what the test itself knows, in schema <c>chaos</c>) that must return no row.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Drained">True: it holds once everything has come to rest; false: at any time.</param>
/// <param name="Everywhere">True: SQL Server understands it too; false: PostgreSQL only.</param>
public sealed record Check(string Name, bool Drained, bool Everywhere, string Sql)
{
    private const int Shown = 20;

    public static IReadOnlyList<Check> All { get; } = [.. Read().OrderBy(check => check.Name, StringComparer.Ordinal)];

    /// <summary>Runs checks on one snapshot. Returns what they found, as "check: row".</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(DbConnection connection, IEnumerable<Check> checks)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(checks);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        List<string> found = [];
        foreach (var check in checks) found.AddRange(await check.FindAsync(connection, snapshot));
        return found;
    }

    public async Task<IReadOnlyList<string>> FindAsync(DbConnection connection, DbTransaction? transaction = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Our own files.
        command.CommandText = Sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        command.CommandTimeout = 1_200;
        await using var reader = await command.ExecuteReaderAsync();
        List<string> found = [];
        var rows = 0;
        for (; await reader.ReadAsync(); rows++)
        {
            if (rows < Shown) found.Add($"{Name}: {reader.GetString(0)}");
        }

        if (rows > Shown) found.Add($"{Name}: and {rows - Shown} more");
        return found;
    }

    private static IEnumerable<Check> Read() =>
        from file in CheckFiles.Names
        let parts = file.Split('/')
        where parts is ["Anytime" or "Drained", _] or ["Anytime" or "Drained", "PostgreSql", _]
        select new Check(parts[^1], parts[0] == "Drained", parts.Length == 2, CheckFiles.Text(file));
}
