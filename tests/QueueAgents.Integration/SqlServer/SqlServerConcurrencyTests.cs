using Microsoft.Data.SqlClient;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Conformance;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.SqlServer;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.SqlServer;

/// <summary>Two servers, one database, with and without row versions: what only a real lock manager can get wrong.</summary>
public sealed class SqlServerConcurrencyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task R2_No_update_is_lost_between_two_servers(bool rowVersions)
    {
        await using var database = await SqlServerDatabase.CreateAsync(Ct, rowVersions);
        await using var other = Another(database);
        RunFacts[] runs = [.. Enumerable.Range(0, 20).Select(_ => Make.Run() with { Document = new Json("0") })];
        IRunStore[] servers = [database.Stores.Runs, other.GetRequiredService<IRunStore>()];
        await servers[0].CommitAsync([.. runs.Select(Make.Insert)], Ct);

        var counted = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => CountAsync(servers[i % 2], new Random(i)), Ct)));

        var after = await servers[0].LoadAsync([.. runs.Select(r => new LoadRequest(r.RunId))], Ct);
        Assert.Equal(counted.Sum(), after.Sum(l => l.Run!.Document.As<int>()));
        Assert.Equal(counted.Sum(), after.Sum(l => l.Run!.Version - 1));
        Assert.Equal(counted.Sum() + runs.Length, await database.ScalarAsync<int>(ByHand.CountTransitions, Ct));

        async Task<int> CountAsync(IRunStore store, Random random)
        {
            var committed = 0;
            for (var round = 0; round < 25; round++)
            {
                var some = runs.Where(_ => random.Next(3) == 0).Select(r => new LoadRequest(r.RunId)).ToList();
                var changes = (await store.LoadAsync(some, Ct)).Select(l => Make.Next(l.Run!, r => r with { Document = Json.Of(r.Document.As<int>() + 1) }));
                committed += (await store.CommitAsync([.. changes], Ct)).Results.Values.Count(r => r == CommitResult.Committed);
            }

            return committed;
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Commits_beats_claims_confirms_and_sweeps_of_two_servers_all_come_through(bool rowVersions)
    {
        await using var database = await SqlServerDatabase.CreateAsync(Ct, rowVersions);
        await using var other = Another(database);
        var runs = Enumerable.Range(0, 30).Select(_ => Make.FanOut(1, 6, 7)).ToList();
        var rows = runs.SelectMany(r => Enumerable.Range(1, 6).Select(seq => Make.Leased(r, seq, "w", Make.At(0)))).ToList();
        await database.Stores.Runs.CommitAsync([.. runs.Select(r => Make.Insert(r) with { NewRows = [.. rows.Where(d => d.RunId == r.RunId)], Outbox = [Make.Outbox(r, Make.Now)] })], Ct);

        // A deadlock is resolved by the store itself; any other error fails the test.
        await Task.WhenAll(new[] { database.Services, other }.SelectMany((server, i) => new[]
        {
            Repeat(random => TouchAsync(server.GetRequiredService<IRunStore>(), random), i),
            Repeat(random => TouchAsync(server.GetRequiredService<IRunStore>(), random), 10 + i),
            Repeat(random => server.GetRequiredService<IDoorStore>().ExtendLeasesAsync("w", [.. Shuffled(random).Select(Make.Hold)], Make.At(random.Next(2)), Ct), 20 + i),
            Repeat(random => server.GetRequiredService<IDueStore>().ConfirmAsync([], [.. Shuffled(random).Select(d => new AttemptId(d.RunId, d.Seq, d.Attempt))], Make.Now, Ct), 30 + i),
            Repeat(random => server.GetRequiredService<IDueStore>().MarkUnservedAsync([.. Shuffled(random).Select(d => new AttemptId(d.RunId, d.Seq, d.Attempt))], Make.Now, Ct), 40 + i),
            Repeat(_ => server.GetRequiredService<IDueStore>().ResendOpenAsync(Make.Now, Ct), 50 + i),
            Repeat(_ => server.GetRequiredService<IDueStore>().TakeDueDispatchesAsync(Make.At(1), TimeSpan.Zero, 50, Ct), 60 + i),
            Repeat(random => server.GetRequiredService<IDoorStore>().ClaimStepAsync(Make.ClaimBy(Shuffled(random)[0], "w"), Make.At(5), Make.At(5), Ct), 70 + i),
        }));

        List<Dispatch> Shuffled(Random random)
        {
            var some = rows.ToArray();
            random.Shuffle(some);
            return [.. some.Take(60)];
        }

        async Task<CommitReceipt> TouchAsync(IRunStore store, Random random)
        {
            var loaded = await store.LoadAsync([.. runs.Where(_ => random.Next(2) == 0).Select(r => new LoadRequest(r.RunId) { Open = true })], Ct);
            return await store.CommitAsync([.. loaded.Reverse().Select(l => Make.Next(l.Run!) with { ChangedRows = [.. l.Rows.Reverse()] })], Ct);
        }

        static Task Repeat(Func<Random, Task> work, int seed) => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (var round = 0; round < 25; round++) await work(random);
        }, Ct);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task R2_A_commit_that_waited_for_a_rival_sees_what_the_rival_left(bool rowVersions)
    {
        await using var database = await SqlServerDatabase.CreateAsync(Ct, rowVersions);
        var runs = database.Stores.Runs;
        var ((run, row), (other, otherRow)) = (await SentAsync(database), await SentAsync(database));
        await using var rival = await LockAsync(database, run.RunId);

        var committing = runs.CommitAsync([Closing(run, row), Closing(other, otherRow)], Ct);
        await WaitingAsync(database);
        await rival.RunAsync(ByHand.RaiseVersion);
        await rival.CommitAsync();

        var results = (await committing).Results;
        Assert.Equal((CommitResult.Conflict, CommitResult.Committed), (results[run.RunId], results[other.RunId]));
        Assert.Equal(row, Assert.Single((await runs.LoadAsync([new(run.RunId) { Seqs = [1, 2] }], Ct))[0].Rows));
        Assert.Equal([2], (await runs.LoadAsync([new(other.RunId) { Seqs = [1, 2] }], Ct))[0].Rows.Select(r => r.Seq));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task R7_A_commit_that_waited_for_bookkeeping_is_committed(bool rowVersions)
    {
        await using var database = await SqlServerDatabase.CreateAsync(Ct, rowVersions);
        var (run, row) = await SentAsync(database);
        await using var sweeper = await LockAsync(database, run.RunId);

        var committing = database.Stores.Runs.CommitAsync([Closing(run, row)], Ct);
        await WaitingAsync(database);
        await sweeper.RunAsync(ByHand.ClaimWake);
        await sweeper.RunAsync(ByHand.LeaseRows);
        await sweeper.CommitAsync();

        Assert.Equal(CommitResult.Committed, (await committing).Results[run.RunId]);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task R3_A_claim_that_waited_for_the_commit_that_closed_its_attempt_is_refused(bool rowVersions)
    {
        await using var database = await SqlServerDatabase.CreateAsync(Ct, rowVersions);
        var (run, row) = await SentAsync(database);
        await using var closing = await LockAsync(database, run.RunId);
        await closing.RunAsync(ByHand.EndRows);

        var step = database.Stores.Door.ClaimStepAsync(Make.ClaimBy(row, "w"), Make.Now, Make.At(30), Ct);
        var effect = database.Stores.Door.ClaimEffectAsync(Make.ClaimEffect(row), Make.Now, Ct);
        await WaitingAsync(database, 2);
        await closing.CommitAsync();

        Assert.False(await step);
        Assert.Null(await effect);
        Assert.Equal(0, await database.ScalarAsync<int>(ByHand.CountEffects, Ct));
    }

    private static ServiceProvider Another(SqlServerDatabase database) => new ServiceCollection().AddSqlServerStore(database.ConnectionString).BuildServiceProvider();

    private static async Task<(RunFacts Run, Dispatch Row)> SentAsync(SqlServerDatabase database)
    {
        var run = Make.Run();
        var row = Make.Row(run, 1) with { Phase = DispatchPhase.Sent };
        await database.Stores.Runs.CommitAsync([Make.Insert(run) with { NewRows = [row] }], Ct);
        return (run, row);
    }

    private static RunChange Closing(RunFacts run, Dispatch row)
        => Make.Next(run) with { ChangedRows = [Make.Closed(row)], NewRows = [Make.Row(run, 2)], Outbox = [Make.Outbox(run)] };

    private static async Task<Rival> LockAsync(SqlServerDatabase database, Guid runId)
    {
        var rival = new Rival(await database.OpenAsync(Ct), runId);
        await rival.RunAsync(ByHand.LockRun);
        return rival;
    }

    /// <summary>Skips the asking test where the server does not say who waits for whom.</summary>
    private static async Task WaitingAsync(SqlServerDatabase database, int sessions = 1)
    {
        try
        {
            await database.ScalarAsync<int>(ByHand.CountWaiting, Ct);
        }
        catch (SqlException silent)
        {
            Assert.Skip($"this server does not say who waits: {silent.Message}");
        }

        await Eventually.Async("a session waits for the lock", async () => sessions <= await database.ScalarAsync<int>(ByHand.CountWaiting, Ct));
    }

    /// <summary>Another session, in a transaction of its own, holding a run's row.</summary>
    private sealed class Rival(SqlConnection connection, Guid runId) : IAsyncDisposable
    {
        private readonly SqlTransaction transaction = connection.BeginTransaction();

        public async Task RunAsync(string sql)
        {
            await using var command = ByHand.Command(sql, connection);
            command.Transaction = transaction;
            command.Parameters.Add(new("@run_id", System.Data.SqlDbType.UniqueIdentifier) { Value = runId });
            await command.ExecuteNonQueryAsync(Ct);
        }

        public Task CommitAsync() => transaction.CommitAsync(Ct);

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
