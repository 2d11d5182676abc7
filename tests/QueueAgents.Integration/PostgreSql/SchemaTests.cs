using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.Persistence.Schema;
using Xunit;

namespace QueueAgents.Integration.PostgreSql;

public sealed class SchemaTests(Database databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_migrations_are_what_the_model_says()
    {
        await using var database = await MigratedDatabase.CreateAsync(Ct);
        await using var db = await database.Services.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync(Ct);
        Assert.False(db.Database.HasPendingModelChanges(), "Run `dotnet ef migrations add <Name> --project src/QueueAgents.Persistence.PostgreSql`.");
    }

    [Fact]
    public async Task A_server_does_not_start_without_a_schema_and_says_what_to_do()
    {
        await using var services = Server(await databases.CreateAsync());

        var refusal = await Assert.ThrowsAsync<SchemaException>(() => services.GetRequiredService<SchemaGuard>().StartingAsync(Ct));

        Assert.Contains("queueagents store migrate", refusal.Message, StringComparison.Ordinal);
        Assert.Empty((await services.GetRequiredService<StoreMigrator>().StatusAsync(Ct)).Applied);
    }

    [Fact]
    public async Task A_server_does_not_start_on_a_schema_of_a_later_release_and_does_not_migrate_it()
    {
        await using var database = await MigratedDatabase.CreateAsync(Ct);
        await database.ExecuteAsync("""insert into "__EFMigrationsHistory" values ('29990101000000_FromTheFuture', '99.0')""", Ct);

        var refusal = await Assert.ThrowsAsync<SchemaException>(() => database.Services.GetRequiredService<SchemaGuard>().StartingAsync(Ct));

        Assert.Contains("29990101000000_FromTheFuture", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SchemaException>(() => database.Services.GetRequiredService<StoreMigrator>().MigrateAsync(Ct));
    }

    [Fact]
    public async Task Many_who_migrate_at_once_take_turns_and_one_does_it()
    {
        var connectionString = await databases.CreateAsync();
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var services = Server(connectionString);
            return await services.GetRequiredService<StoreMigrator>().MigrateAsync(Ct);
        }, Ct)));

        Assert.Single(applied, names => names.Count > 0);
        await using var server = Server(connectionString);
        await server.GetRequiredService<SchemaGuard>().StartingAsync(Ct);
        var status = await server.GetRequiredService<StoreMigrator>().StatusAsync(Ct);
        Assert.True(status.IsCurrent);
        Assert.Contains(status.Applied, name => name.EndsWith("_Initial", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_script_an_administrator_applies_twice_makes_the_schema_once()
    {
        await using var services = Server(await databases.CreateAsync());
        var script = await services.GetRequiredService<StoreMigrator>().ScriptAsync(idempotent: true, Ct);

        for (var i = 0; i < 2; i++)
        {
            await using var command = services.GetRequiredService<PostgreSqlSource>().Pool.CreateCommand(script);
            await command.ExecuteNonQueryAsync(Ct);
        }

        await services.GetRequiredService<SchemaGuard>().StartingAsync(Ct);
    }

    /// <summary>A server of the release before writes on after a migration, until it is replaced: tags without a moment.</summary>
    [Fact]
    public async Task Tags_get_their_places_in_the_list_when_the_schema_is_migrated_and_from_a_server_that_knows_none()
    {
        await using var services = Server(await databases.CreateAsync());
        await using (var db = await services.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync(Ct))
            await db.GetService<IMigrator>().MigrateAsync("Memory", Ct);
        await WriteAsync(1, "now() - interval '2 hours'");
        await WriteAsync(2, "now() - interval '3 hours'");
        await WriteAsync(3, "now() - interval '1 hour'");

        await services.GetRequiredService<StoreMigrator>().MigrateAsync(Ct);
        await WriteAsync(4, "now()");

        Assert.Equal([4, 3, 1, 2], await ListedAsync());

        async Task WriteAsync(int place, string at)
        {
            var sql = $"""
                insert into run (id, tenant, agent, submission_hash, state, version, state_version, pinned, seq, kept_signals, signals_taken, parent_seq, depth, created_at, updated_at)
                values ('00000000-0000-7000-8000-00000000000{place}', 'default', 'a', 'h', 6, 1, {place}, false, 0, 0, 0, 0, 0, {at}, {at});
                insert into run_tag (run_id, name, value) values ('00000000-0000-7000-8000-00000000000{place}', 'team', 'red');
                """;
            await using var command = services.GetRequiredService<PostgreSqlSource>().Pool.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(Ct);
        }

        async Task<List<int>> ListedAsync()
        {
            List<int> seen = [];
            var page = new RunPage([], null);
            do
            {
                page = await services.GetRequiredService<IRunReader>().ListAsync(new() { Tag = ("team", "red"), Limit = 1, After = page.Next }, Ct);
                seen.AddRange(page.Runs.Select(r => r.Run.StateVersion));
            }
            while (page.Next is not null);
            return seen;
        }
    }

    [Fact]
    public void What_a_connection_string_says_itself_is_kept()
    {
        var ours = PostgreSqlSource.Settings("Host=h");
        Assert.Equal(("queue-agents", 100, true), (ours.ApplicationName, ours.MaxAutoPrepare, ours.NoResetOnClose));

        var theirs = PostgreSqlSource.Settings("Host=h;application name=mine;MaxAutoPrepare=0;No Reset On Close=false;Options=-c jit=on");
        Assert.Equal(("mine", 0, false, "-c jit=on"), (theirs.ApplicationName, theirs.MaxAutoPrepare, theirs.NoResetOnClose, theirs.Options));
    }

    private static ServiceProvider Server(string connectionString) => new ServiceCollection().AddPostgreSqlStore(connectionString).BuildServiceProvider();
}
