using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Persistence;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.Sqlite;
using QueueAgents.TestNodes;
using QueueAgents.Unit.Architecture;
using Xunit;

namespace QueueAgents.Integration.Sqlite;

/// <summary>A new file gets its schema by a script, and not by EF.</summary>
public sealed class SqliteBirthTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_script_is_what_the_migrations_say()
    {
        using var folder = new TempFolder("sqlite-script");
        await using var services = SqliteFixture.Services(folder.File("fleet.db"));
        await using var db = await services.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync(Ct);
        Golden.Check("src/QueueAgents.Persistence.Sqlite/Schema.sql", db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.NoTransactions));
    }

    [Fact]
    public async Task A_file_made_by_the_script_is_the_same_as_one_made_by_the_migrations()
    {
        using var folder = new TempFolder("sqlite-born");
        await using var migrated = SqliteFixture.Services(folder.File("migrated.db"));
        await migrated.GetRequiredService<StoreMigrator>().MigrateAsync(Ct);
        await using var born = SqliteFixture.Services(folder.File("born.db"));

        Assert.True(await born.GetRequiredService<SqliteHeritage>().CreateAsync(Ct));

        Assert.True(await born.GetRequiredService<SqliteHeritage>().IsCurrentAsync(Ct));
        Assert.Equal(await TablesAsync(migrated), await TablesAsync(born));
        Assert.True((await born.GetRequiredService<StoreMigrator>().StatusAsync(Ct)).IsCurrent);
        Assert.Empty(await born.GetRequiredService<StoreMigrator>().MigrateAsync(Ct));
    }

    /// <summary>All but the lock of whoever migrates, which only EF needs.</summary>
    private static Task<List<string>> TablesAsync(ServiceProvider services) => services.GetRequiredService<SqliteSource>().ReadAsync(
        s => s.Query(
            "select coalesce(sql, name) from sqlite_master where name not like '%Lock' order by name",
            f => string.Join(' ', f.Text().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))),
        Ct);
}
