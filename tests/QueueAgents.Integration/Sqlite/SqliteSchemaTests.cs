using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence;
using QueueAgents.Persistence.Reading;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.Sqlite;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.Sqlite;

public sealed class SqliteSchemaTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_migrations_are_what_the_model_says()
    {
        using var folder = new TempFolder("sqlite-model");
        await using var services = SqliteFixture.Services(folder.File("fleet.db"));
        await using var db = await services.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync(Ct);
        Assert.False(db.Database.HasPendingModelChanges(), "Run `dotnet ef migrations add <Name> --project src/QueueAgents.Persistence.Sqlite`.");
    }

    [Fact]
    public async Task A_file_of_the_release_before_is_found_to_be_old_and_its_tags_get_their_places_in_the_list()
    {
        using var folder = new TempFolder("sqlite-older");
        await using var services = SqliteFixture.Services(folder.File("fleet.db"));
        await using var db = await services.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync(Ct);
        await db.GetService<IMigrator>().MigrateAsync("Memory", Ct);
        foreach (var (place, at) in new[] { (1, 20), (2, 10), (3, 30) })
        {
            byte[] id = [.. new byte[15], (byte)place];
            await db.Database.ExecuteSqlAsync($"""
                insert into run (id, tenant, agent, submission_hash, state, version, state_version, pinned, seq, kept_signals, signals_taken, parent_seq, depth, created_at, updated_at)
                values ({id}, 'default', 'a', 'h', 6, 1, {place}, 0, 0, 0, 0, 0, 0, {at}, {at});
                insert into run_tag (run_id, name, value) values ({id}, 'team', 'red');
                """, Ct);
        }

        var heritage = services.GetRequiredService<SqliteHeritage>();
        Assert.False(await heritage.IsCurrentAsync(Ct));
        await services.GetRequiredService<StoreMigrator>().MigrateAsync(Ct);

        Assert.True(await heritage.IsCurrentAsync(Ct));
        var page = await services.GetRequiredService<IRunReader>().ListAsync(new() { Tag = ("team", "red") }, Ct);
        Assert.Equal([3, 1, 2], page.Runs.Select(r => r.Run.StateVersion));
    }

    public static TheoryData<string> PagesOfATag => [.. Tagged.Keys];

    [Theory, MemberData(nameof(PagesOfATag))]
    public async Task A_page_of_a_tag_is_read_in_its_order(string page)
    {
        using var folder = new TempFolder("sqlite-plan");
        await using var services = SqliteFixture.Services(folder.File("fleet.db"));
        await services.GetRequiredService<StoreMigrator>().MigrateAsync(Ct);
        await using var db = await services.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync(Ct);
        await db.Database.OpenConnectionAsync(Ct);
        await using var command = RunQuery.Of(db, Tagged[page]).Take(51).CreateDbCommand();
        command.CommandText = $"explain query plan {command.CommandText}";
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var lines = new List<string>();
        while (await reader.ReadAsync(Ct)) lines.Add(reader.GetString(3));

        var plan = string.Join('\n', lines);
        Assert.Contains("USING COVERING INDEX ix_run_tag_list", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, RunFilter> Tagged = new()
    {
        ["newest"] = new() { Tag = ("team", "red") },
        ["later"] = new() { Tag = ("team", "red"), After = (DateTimeOffset.UnixEpoch, Guid.Empty) },
        ["of much else"] = new() { Tag = ("team", "red"), Tenant = "t", Agent = "a", States = [RunState.Waiting], CreatedAfter = DateTimeOffset.UnixEpoch },
    };
}
