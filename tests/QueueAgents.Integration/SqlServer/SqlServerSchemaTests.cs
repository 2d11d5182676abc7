using System.Text.RegularExpressions;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Conformance;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.History;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Reading;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.SqlServer;
using Xunit;

namespace QueueAgents.Integration.SqlServer;

public sealed partial class SqlServerSchemaTests(SqlServerNode node)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_server_does_not_start_without_a_schema_and_says_what_to_do() => OnEmptyAsync(async (services, _) =>
    {
        var refusal = await Assert.ThrowsAsync<SchemaException>(() => services.GetRequiredService<SchemaGuard>().StartingAsync(Ct));
        Assert.Contains("queueagents store migrate", refusal.Message, StringComparison.Ordinal);
        Assert.Empty((await services.GetRequiredService<StoreMigrator>().StatusAsync(Ct)).Applied);
    });

    [Fact]
    public async Task A_server_does_not_start_on_a_schema_of_a_later_release_and_does_not_migrate_it()
    {
        await using var database = await SqlServerDatabase.CreateAsync(Ct);
        await database.ExecuteAsync(ByHand.FromTheFuture, Ct);

        var refusal = await Assert.ThrowsAsync<SchemaException>(() => database.Services.GetRequiredService<SchemaGuard>().StartingAsync(Ct));

        Assert.Contains("29990101000000_FromTheFuture", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SchemaException>(() => database.Services.GetRequiredService<StoreMigrator>().MigrateAsync(Ct));
    }

    [Fact]
    public Task Many_who_migrate_at_once_take_turns_and_one_does_it() => OnEmptyAsync(async (services, connectionString) =>
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var other = new ServiceCollection().AddSqlServerStore(connectionString).BuildServiceProvider();
            return await other.GetRequiredService<StoreMigrator>().MigrateAsync(Ct);
        }, Ct)));

        Assert.Single(applied, names => names.Count > 0);
        await services.GetRequiredService<SchemaGuard>().StartingAsync(Ct);
    });

    [Fact]
    public Task The_script_an_administrator_applies_twice_makes_the_schema_once() => OnEmptyAsync(async (services, connectionString) =>
    {
        var script = await services.GetRequiredService<StoreMigrator>().ScriptAsync(idempotent: true, Ct);
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync(Ct);
        for (var i = 0; i < 2; i++)
        {
            foreach (var batch in Go().Split(script).Where(b => !string.IsNullOrWhiteSpace(b)))
            {
                await using var command = ByHand.Command(batch, connection);
                await command.ExecuteNonQueryAsync(Ct);
            }
        }

        await services.GetRequiredService<SchemaGuard>().StartingAsync(Ct);
        Assert.Empty(await services.GetRequiredService<IRunStore>().LoadAsync([], Ct));
    });

    [Fact]
    public async Task The_document_can_be_seen_as_it_was_after_every_transition()
    {
        await using var database = await SqlServerDatabase.CreateAsync(Ct);
        string?[] documents = [null, null, """{"a":1}""", """{"a":1,"list":[1,2]}""", "7"];
        var run = Make.Run();
        await database.Stores.Runs.CommitAsync([Make.Insert(run)], Ct);
        for (var version = 2; version < documents.Length; version++)
        {
            var next = Make.Next(run, r => r with { Document = new Json(documents[version]), StateVersion = version });
            var diff = JsonDiff.Diff(documents[version], documents[version - 1]);
            await database.Stores.Runs.CommitAsync([next with { Transitions = [next.Transitions[0] with { ReverseDiff = diff }] }], Ct);
            run = next.Run;
        }

        var history = database.Services.GetRequiredService<StateHistory>();
        for (var version = 2; version < documents.Length; version++)
            Assert.Equal(new StateAt(version, version, new Json(documents[version])), await history.AtAsync(run.RunId, version, Ct));
        Assert.Null(await history.AtAsync(run.RunId, documents.Length, Ct));
    }

    private async Task OnEmptyAsync(Func<ServiceProvider, string, Task> test)
    {
        var (name, connectionString) = await node.CreateAsync(Ct);
        await using (var services = new ServiceCollection().AddSqlServerStore(connectionString).BuildServiceProvider()) await test(services, connectionString);
        await node.DropAsync(name);
    }

    [GeneratedRegex(@"^GO\s*$", RegexOptions.Multiline)]
    private static partial Regex Go();
}
