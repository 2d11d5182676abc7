using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Persistence;

namespace QueueAgents.Cli.Doctor.Databases;

/// <summary>A server reads and writes every table and needs nothing else; it need not own them.</summary>
internal sealed class PostgreSqlRights : ICheck<OpenDatabase>
{
    public string Name => "database-rights";

    public async IAsyncEnumerable<Finding> LookAsync(OpenDatabase on, [EnumeratorCancellation] CancellationToken ct)
    {
        var login = await on.TextAsync("select current_user", ct);
        await using var db = await on.Services.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync(ct);
        var tables = db.Model.GetEntityTypes().Select(type => type.GetTableName()).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        var missing = new List<string>();
        foreach (var table in tables)
            foreach (var right in new[] { "select", "insert", "update", "delete" })
                if (await on.TextAsync($"select case when to_regclass('{table}') is null then true else has_table_privilege(to_regclass('{table}'), '{right}') end", ct) != bool.TrueString) missing.Add($"{right} on {table}");
        if (missing.Count > 0)
            yield return this.Wrong($"User '{login}' lacks {string.Join(", ", missing.Take(6))}{(missing.Count > 6 ? $" and {missing.Count - 6} more" : "")}.", $"grant select, insert, update, delete on all tables in schema public to {login}");
        else if (await on.TextAsync("select rolsuper from pg_roles where rolname = current_user", ct) == bool.TrueString)
            yield return this.Warning($"User '{login}' is a superuser.", "Give servers a user of their own that may read and write the fleet's tables, and nothing else.");
        else yield return this.Well($"User '{login}' may read and write the fleet's tables.");
    }
}
