using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using QueueAgents.Conformance;
using QueueAgents.Persistence;
using QueueAgents.Persistence.SqlServer;
using QueueAgents.TransactSql.Statements;
using Xunit;

namespace QueueAgents.TransactSql;

public sealed class OptionsTests
{
    [Fact]
    public void What_is_set_of_the_store_reaches_the_provider()
    {
        var options = new DbContextOptionsBuilder<FleetDb>();
        options.UseSqlServerStore("Server=nowhere", new() { MaxBatchSize = 7, CommandTimeout = TimeSpan.FromSeconds(8.5), CompatibilityLevel = 160 });

        var set = RelationalOptionsExtension.Extract(options.Options);
        Assert.Equal((7, 9), (set.MaxBatchSize, set.CommandTimeout));
    }

    [Fact]
    public async Task A_batch_is_loaded_in_one_round_trip_and_committed_in_one()
    {
        var source = new Recorder();
        var store = new SqlServerRunStore(source);
        var runs = Enumerable.Range(0, 5).Select(i => Make.Run(key: $"key-{i}")).ToList();

        await store.LoadAsync([.. runs.Select(r => new Orchestration.Store.LoadRequest(r.RunId) { Seqs = [1], Releases = 2, Open = true, Unfinished = true, Payloads = [(1, 1)] })], TestContext.Current.CancellationToken);
        Assert.Single(source.Commands);
        await store.CommitAsync([], TestContext.Current.CancellationToken);
        Assert.Equal(2, source.Commands.Count);
        Assert.Single(Sent.Committing([.. runs.Select(Make.Insert)]).CommandText.Split("begin transaction;")[1..]);
    }
}
