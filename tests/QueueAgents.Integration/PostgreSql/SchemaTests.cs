using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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
