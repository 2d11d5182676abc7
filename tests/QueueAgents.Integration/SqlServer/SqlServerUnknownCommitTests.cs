using System.Globalization;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Conformance;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.SqlServer;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.SqlServer;

/// <summary>The connection breaks while a commit is under way: the store says so, and afterwards tells what came of it.</summary>
public sealed class SqlServerUnknownCommitTests : IAsyncLifetime
{
    private SqlServerDatabase database = null!;
    private RunFacts run = null!;
    private RunChange change = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IRunStore Runs => database.Stores.Runs;

    public async ValueTask InitializeAsync()
    {
        database = await SqlServerDatabase.CreateAsync(Ct);
        run = Make.Run();
        await Runs.CommitAsync([Make.Insert(run)], Ct);
        change = Make.Next(run) with { NewRows = [Make.Row(run, 2)] };
    }

    public ValueTask DisposeAsync() => database?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task R12_A_commit_whose_answer_was_lost_did_happen_and_is_recognised()
    {
        await using var network = Proxy();
        await using var server = ServerBehind(network);
        var store = server.GetRequiredService<IRunStore>();
        await store.LoadAsync([new(run.RunId)], Ct);

        network.CutWhen((_, way) => way == ProxyDirection.ToClient);
        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => store.CommitAsync([change], Ct));

        Assert.True(store.IsTransient(thrown), thrown.ToString());
        await Eventually.Async("the commit happened", HappenedAsync);
        Assert.Equal(CommitResult.Repeated, (await Runs.CommitAsync([change], Ct)).Results[run.RunId]);
        Assert.Equal(2, (await Runs.LoadAsync([new(run.RunId)], Ct))[0].Run!.Version);
    }

    [Fact]
    public async Task R12_A_commit_that_never_reached_the_server_did_not_happen()
    {
        await using var network = Proxy();
        await using var server = ServerBehind(network);
        var store = server.GetRequiredService<IRunStore>();
        await store.LoadAsync([new(run.RunId)], Ct);

        network.CutAfter(500);
        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => store.CommitAsync([change], Ct));

        Assert.True(store.IsTransient(thrown), thrown.ToString());
        Assert.False(await HappenedAsync());
        Assert.Equal(CommitResult.Committed, (await Runs.CommitAsync([change], Ct)).Results[run.RunId]);
    }

    /// <summary>The proxy reaches this machine only.</summary>
    private TcpFaultProxy Proxy()
    {
        var place = new SqlConnectionStringBuilder(database.ConnectionString).DataSource.Replace("tcp:", "", StringComparison.OrdinalIgnoreCase).Split(',');
        Assert.SkipUnless(place[0] is "localhost" or "127.0.0.1" or ".", $"the server is not on this machine but at {place[0]}");
        return TcpFaultProxy.To(place.Length > 1 ? int.Parse(place[1], CultureInfo.InvariantCulture) : 1433);
    }

    private ServiceProvider ServerBehind(TcpFaultProxy network)
    {
        var settings = new SqlConnectionStringBuilder(database.ConnectionString) { DataSource = $"127.0.0.1,{network.Port}", ConnectRetryCount = 0 };
        return new ServiceCollection().AddSqlServerStore(settings.ConnectionString).BuildServiceProvider();
    }

    /// <summary>Asked over another connection, as a server would after it has come back.</summary>
    private async Task<bool> HappenedAsync()
    {
        var cause = change.Transitions[0].CommandId;
        return (await Runs.FindCommittedAsync([(run.RunId, cause)], Ct)).Contains(cause);
    }
}
