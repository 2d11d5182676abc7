using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using QueueAgents.Conformance;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.PostgreSql;

/// <summary>The connection breaks while a commit is under way: the store says so, and afterwards tells what came of it.</summary>
public sealed class UnknownCommitTests : IAsyncLifetime
{
    private MigratedDatabase database = null!;
    private RunFacts run = null!;
    private RunChange change = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IRunStore Runs => database.Stores.Runs;

    public async ValueTask InitializeAsync()
    {
        database = await MigratedDatabase.CreateAsync(Ct);
        run = Make.Run();
        await Runs.CommitAsync([Make.Insert(run)], Ct);
        change = Make.Next(run) with { NewRows = [Make.Row(run, 2)] };
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task R12_A_commit_whose_session_was_ended_in_the_middle_did_not_happen_and_can_be_done_again()
    {
        await using var rival = await database.Source.OpenConnectionAsync(Ct);
        await using var transaction = await rival.BeginTransactionAsync(Ct);
        await using (var locking = new NpgsqlCommand($"select from run where id = '{run.RunId}' for update", rival, transaction)) await locking.ExecuteNonQueryAsync(Ct);

        var committing = Runs.CommitAsync([change], Ct);
        await Eventually.Async("the commit waits and is ended", async () => 1 == await database.ScalarAsync<long>(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'", Ct));

        var thrown = await Assert.ThrowsAnyAsync<NpgsqlException>(() => committing);
        Assert.True(Runs.IsTransient(thrown), thrown.ToString());
        Assert.False(await HappenedAsync());

        await transaction.RollbackAsync(Ct);
        Assert.Equal(CommitResult.Committed, (await Runs.CommitAsync([change], Ct)).Results[run.RunId]);
        Assert.True(await HappenedAsync());
    }

    [Fact]
    public async Task R12_A_commit_whose_answer_was_lost_did_happen_and_is_recognised()
    {
        await using var network = TcpFaultProxy.To(new NpgsqlConnectionStringBuilder(database.ConnectionString).Port);
        await using var server = ServerBehind(network);
        var store = server.GetRequiredService<IRunStore>();
        await store.CommitAsync([], Ct); // connects

        network.CutWhen((_, way) => way == ProxyDirection.ToClient);
        var thrown = await Assert.ThrowsAnyAsync<NpgsqlException>(() => store.CommitAsync([change], Ct));

        Assert.True(store.IsTransient(thrown), thrown.ToString());
        Assert.True(await HappenedAsync());
        Assert.Equal(CommitResult.Repeated, (await store.CommitAsync([change], Ct)).Results[run.RunId]);
        Assert.Equal(2, (await Runs.LoadAsync([new(run.RunId)], Ct))[0].Run!.Version);
    }

    [Fact]
    public async Task R12_A_commit_that_never_reached_the_server_did_not_happen()
    {
        await using var network = TcpFaultProxy.To(new NpgsqlConnectionStringBuilder(database.ConnectionString).Port);
        await using var server = ServerBehind(network);
        var store = server.GetRequiredService<IRunStore>();
        await store.CommitAsync([], Ct); // connects

        network.CutAfter(500);
        var thrown = await Assert.ThrowsAnyAsync<NpgsqlException>(() => store.CommitAsync([change], Ct));

        Assert.True(store.IsTransient(thrown), thrown.ToString());
        Assert.False(await HappenedAsync());
        Assert.Equal(CommitResult.Committed, (await store.CommitAsync([change], Ct)).Results[run.RunId]);
    }

    private ServiceProvider ServerBehind(TcpFaultProxy network)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = network.Port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable };
        return new ServiceCollection().AddPostgreSqlStore(settings.ConnectionString).BuildServiceProvider();
    }

    /// <summary>Asked over another connection, as a server would after it has come back.</summary>
    private async Task<bool> HappenedAsync()
    {
        var cause = change.Transitions[0].CommandId;
        var found = (await Runs.FindCommittedAsync([(run.RunId, cause)], Ct)).Contains(cause);
        var row = (await Runs.LoadAsync([new(run.RunId) { Seqs = [2] }], Ct))[0].Rows.Count == 1;
        Assert.Equal(found, row);
        return found;
    }
}
