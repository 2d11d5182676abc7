using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using QueueAgents.Conformance;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.PostgreSql;

/// <summary>Two servers, one database: what only a real lock manager can get wrong.</summary>
public sealed class ConcurrencyTests : IAsyncLifetime
{
    private MigratedDatabase database = null!;
    private ServiceProvider otherServer = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IRunStore Runs => database.Stores.Runs;

    public async ValueTask InitializeAsync()
    {
        database = await MigratedDatabase.CreateAsync(Ct);
        otherServer = new ServiceCollection().AddPostgreSqlStore(database.ConnectionString).BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await otherServer.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task R2_No_update_is_lost_between_two_servers()
    {
        RunFacts[] runs = [.. Enumerable.Range(0, 20).Select(_ => Make.Run() with { Document = new Json("0") })];
        await Runs.CommitAsync([.. runs.Select(Make.Insert)], Ct);
        IRunStore[] servers = [Runs, otherServer.GetRequiredService<IRunStore>()];

        var counted = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => CountAsync(servers[i % 2], new Random(i)), Ct)));

        var after = await Runs.LoadAsync([.. runs.Select(r => new LoadRequest(r.RunId))], Ct);
        Assert.Equal(counted.Sum(), after.Sum(l => l.Run!.Document.As<int>()));
        Assert.Equal(counted.Sum(), after.Sum(l => l.Run!.Version - 1));
        Assert.Equal(counted.Sum() + runs.Length, await database.ScalarAsync<long>("select count(*) from transition", Ct));

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

    [Fact]
    public async Task Commits_beats_claims_confirms_and_sweeps_of_two_servers_never_deadlock()
    {
        var runs = Enumerable.Range(0, 30).Select(_ => Make.FanOut(1, 6, 7)).ToList();
        var rows = runs.SelectMany(r => Enumerable.Range(1, 6).Select(seq => InPhase(r, seq))).ToList();
        await Runs.CommitAsync([.. runs.Select(r => Make.Insert(r) with { NewRows = [.. rows.Where(d => d.RunId == r.RunId)], Outbox = [Make.Outbox(r, Make.Now)] })], Ct);

        // PostgreSQL would end one of two deadlocked sessions with an error.
        await Task.WhenAll(new[] { database.Services, otherServer }.SelectMany((server, i) => new[]
        {
            Repeat(random => TouchAsync(server.GetRequiredService<IRunStore>(), random), i),
            Repeat(random => TouchAsync(server.GetRequiredService<IRunStore>(), random), 10 + i),
            Repeat(random => server.GetRequiredService<IDoorStore>().ExtendLeasesAsync("w", [.. Shuffled(random).Select(Make.Hold)], Make.At(random.Next(2)), Ct), 20 + i),
            Repeat(random => server.GetRequiredService<IDueStore>().ConfirmAsync([], [.. Shuffled(random).Select(d => new AttemptId(d.RunId, d.Seq, d.Attempt))], Make.Now, Ct), 30 + i),
            Repeat(random => server.GetRequiredService<IDueStore>().MarkUnservedAsync([.. Shuffled(random).Select(d => new AttemptId(d.RunId, d.Seq, d.Attempt))], Make.Now, Ct), 40 + i),
            Repeat(_ => server.GetRequiredService<IDueStore>().ResendOpenAsync(Make.Now, Ct), 50 + i),
            Repeat(_ => server.GetRequiredService<IDueStore>().ServeQueuesAsync([.. rows.Select(row => row.Queue).Distinct()], Make.Now, Ct), 80 + i),
            Repeat(_ => server.GetRequiredService<IDueStore>().TakeDueOutboxAsync(Make.At(1), 20, Ct), 90 + i),
            Repeat(_ => server.GetRequiredService<IDueStore>().TakeDueDispatchesAsync(Make.At(1), TimeSpan.Zero, 50, Ct), 60 + i),
            Repeat(random => server.GetRequiredService<IDoorStore>().ClaimStepAsync(Make.ClaimBy(Shuffled(random)[0], "w"), Make.At(5), Make.At(5), Ct), 70 + i),
        }));

        // Not all of them leased: each of those who sweep finds some.
        static Dispatch InPhase(RunFacts run, int seq) => (seq % 3) switch
        {
            0 => Make.Leased(run, seq, "w", Make.At(0)),
            1 => Make.Row(run, seq) with { Phase = DispatchPhase.Sent },
            _ => Make.Row(run, seq),
        };

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

    [Fact]
    public async Task R2_A_commit_that_waited_for_a_rival_sees_what_the_rival_left()
    {
        var (run, row) = await SentAsync();
        var (other, otherRow) = await SentAsync();
        await using var rival = await LockAsync(run.RunId);

        var committing = Runs.CommitAsync([Closing(run, row), Closing(other, otherRow)], Ct);
        await WaitingForLockAsync();
        await rival.RunAsync("update run set version = version + 1 where id = $1");
        await rival.CommitAsync();

        var results = (await committing).Results;
        Assert.Equal((CommitResult.Conflict, CommitResult.Committed), (results[run.RunId], results[other.RunId]));
        Assert.Equal(row, Assert.Single((await Runs.LoadAsync([new(run.RunId) { Seqs = [1, 2] }], Ct))[0].Rows));
        Assert.Equal([2], (await Runs.LoadAsync([new(other.RunId) { Seqs = [1, 2] }], Ct))[0].Rows.Select(r => r.Seq));
    }

    [Fact]
    public async Task R7_A_commit_that_waited_for_bookkeeping_is_committed()
    {
        var (run, row) = await SentAsync();
        await using var sweeper = await LockAsync(run.RunId);

        var committing = Runs.CommitAsync([Closing(run, row)], Ct);
        await WaitingForLockAsync();
        await sweeper.RunAsync("update run set wake_claim = now() where id = $1");
        await sweeper.RunAsync("update dispatch set phase = 4, owner = 'w', due_at = now() where run_id = $1");
        await sweeper.CommitAsync();

        Assert.Equal(CommitResult.Committed, (await committing).Results[run.RunId]);
        Assert.Equal([2], (await Runs.LoadAsync([new(run.RunId) { Seqs = [1, 2] }], Ct))[0].Rows.Select(r => r.Seq));
    }

    [Fact]
    public async Task R3_A_claim_that_waited_for_the_commit_that_closed_its_attempt_is_refused()
    {
        var (run, row) = await SentAsync();
        await using var closing = await LockAsync(run.RunId);
        await closing.RunAsync("update dispatch set ended_at = now(), outcome = 1 where run_id = $1");

        var step = database.Stores.Door.ClaimStepAsync(Make.ClaimBy(row, "w"), Make.Now, Make.At(30), Ct);
        var effect = database.Stores.Door.ClaimEffectAsync(Make.ClaimEffect(row), Make.Now, Ct);
        await WaitingForLockAsync(2);
        await closing.CommitAsync();

        Assert.False(await step);
        Assert.Null(await effect);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from effect", Ct));
    }

    private async Task<(RunFacts Run, Dispatch Row)> SentAsync()
    {
        var run = Make.Run();
        var row = Make.Row(run, 1) with { Phase = DispatchPhase.Sent };
        await Runs.CommitAsync([Make.Insert(run) with { NewRows = [row] }], Ct);
        return (run, row);
    }

    private static RunChange Closing(RunFacts run, Dispatch row)
        => Make.Next(run) with { ChangedRows = [Make.Closed(row)], NewRows = [Make.Row(run, 2)], Outbox = [Make.Outbox(run)] };

    private async Task<Rival> LockAsync(Guid runId)
    {
        var rival = new Rival(await database.Source.OpenConnectionAsync(Ct), runId);
        await rival.RunAsync("select from run where id = $1 for update");
        return rival;
    }

    private Task WaitingForLockAsync(int sessions = 1) => Eventually.Async("a session waits for the lock", async () => sessions <= await database.ScalarAsync<long>(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'", Ct));

    /// <summary>Another session, in a transaction of its own, holding a run's row.</summary>
    private sealed class Rival(NpgsqlConnection connection, Guid runId) : IAsyncDisposable
    {
        private readonly NpgsqlTransaction transaction = connection.BeginTransaction();

        public async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction) { Parameters = { new() { Value = runId } } };
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
