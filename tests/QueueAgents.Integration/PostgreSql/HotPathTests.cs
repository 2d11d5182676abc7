using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using QueueAgents.Conformance;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.Persistence.PostgreSql.Wire;
using Xunit;

namespace QueueAgents.Integration.PostgreSql;

public sealed class HotPathTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_is_loaded_in_one_round_trip_and_committed_in_one()
    {
        await using var database = await MigratedDatabase.CreateAsync(Ct);
        var runs = database.Stores.Runs;
        RunFacts[] some = [.. Enumerable.Range(0, 5).Select(i => Make.Run(key: $"key-{i}") with { Tags = new Dictionary<string, string> { ["a"] = "b" } })];
        await runs.LoadAsync([new(Guid.CreateVersion7())], Ct); // connects
        await runs.CommitAsync([], Ct); // over a connection of its own

        Assert.Equal(1, await CountAsync(() => runs.CommitAsync([.. some.Select(r => Make.Insert(r) with { NewRows = [Make.Row(r, 1)] })], Ct)));
        Assert.Equal(1, await CountAsync(() => runs.LoadAsync(
            [.. some.Select(r => new LoadRequest(r.RunId) { Seqs = [1], Releases = 2, SignalKeys = ["x"], Open = true, Unfinished = true, Payloads = [(1, 1)] })], Ct)));
        Assert.Equal(1, await CountAsync(() => runs.CommitAsync([.. some.Select(Full)], Ct)));
    }

    /// <summary>Plans are made once, when the tables are empty and reading all of one looks cheap; so each is asked for as it is then.</summary>
    [Fact]
    public async Task Every_statement_of_a_server_looks_up_what_it_needs_by_an_index_condition()
    {
        await using var database = await MigratedDatabase.CreateAsync(Ct);
        await database.ExecuteAsync(NoVacuum, Ct);
        await using var server = new ServiceCollection().AddPostgreSqlStore($"{database.ConnectionString};Maximum Pool Size=1").BuildServiceProvider();
        var source = server.GetRequiredService<PostgreSqlSource>();
        for (var round = 0; round < 2; round++) await WorkAsync(server);
        await database.ExecuteAsync("truncate run, dispatch, transition, outbox, signal, effect, payload", Ct);

        List<(string Sql, string Plan)> plans = [.. await PlansAsync(source.Commits), .. await PlansAsync(source.Pool)];
        Assert.InRange(plans.Count, 30, 60);
        var careless = plans.FindAll(p => IsCareless(p.Plan.Split('\n')));
        Assert.True(careless.Count == 0, string.Join("\n\n", careless.Select(p => $"{p.Sql}\n{p.Plan}")));
        var step = plans.FindAll(p => p.Sql.Contains("), begun as (", StringComparison.Ordinal));
        Assert.Equal(2, step.Count); // For one run, and for any number.
        Assert.All(step, p => Assert.Contains("(seq = ", p.Plan, StringComparison.Ordinal)); // By the whole key: a run may have ten thousand attempts.
    }

    private static async Task<IReadOnlyList<(string Sql, string Plan)>> PlansAsync(NpgsqlDataSource pool)
    {
        var plans = new List<(string, string)>();
        var statements = await pool.QueryAsync(
            "select name, statement, cardinality(parameter_types) from pg_prepared_statements where statement not like '%pg_prepared_statements%'",
            _ => { }, r => (Name: r.GetString(0), Sql: r.GetString(1), Parameters: r.GetInt32(2)), Ct);
        foreach (var (name, sql, parameters) in statements)
        {
            var values = parameters == 0 ? "" : $"({string.Join(", ", Enumerable.Repeat("null", parameters))})";
            plans.Add((sql, string.Join('\n', await pool.QueryAsync($"explain (costs off) execute {name}{values}", _ => { }, r => r.GetString(0), Ct))));
        }

        return plans;
    }

    /// <summary>A vacuum that comes by meanwhile tells the planner that the tables are empty; until then it takes nothing for granted.</summary>
    private const string NoVacuum = """
        do $$
        declare name text;
        begin
            for name in select quote_ident(tablename) from pg_tables where schemaname = current_schema() loop
                execute 'alter table ' || name || ' set (autovacuum_enabled = false)';
            end loop;
        end $$
        """;

    /// <summary>A scan of a table or an index that has no condition reads all of it.</summary>
    private static bool IsCareless(IReadOnlyList<string> plan) => plan.Index().Any(line =>
        line.Item.Contains("Seq Scan", StringComparison.Ordinal)
        || (line.Item.Contains("Index", StringComparison.Ordinal) && line.Item.Contains("Scan", StringComparison.Ordinal)
            && !plan.ElementAtOrDefault(line.Index + 1)?.Contains("Index Cond", StringComparison.Ordinal) == true));

    private static RunChange Full(RunFacts run) => Make.Next(run) with
    {
        ChangedRows = [Make.Closed(Make.Row(run, 1))],
        SupersedeOpen = true,
        NewRows = [Make.Row(run, 2)],
        NewSignals = [Make.Signal(run, 1)],
        TakenSignals = [7],
        Effects = [Make.Effect(Make.Row(run, 1), "mail", "1")],
        Outbox = [Make.Outbox(run, Make.Now)],
        SpentPayloads = [(1, 1)],
    };

    private static async Task WorkAsync(ServiceProvider server)
    {
        var (runs, due, door) = (server.GetRequiredService<IRunStore>(), server.GetRequiredService<IDueStore>(), server.GetRequiredService<IDoorStore>());
        RunFacts[] some = [.. Enumerable.Range(0, 50).Select(i => Make.Run(key: Guid.NewGuid().ToString()) with { WakeAt = Make.Now })];
        Dispatch[] rows = [.. some.Select(r => Make.Row(r, 1))];
        await runs.CommitAsync([.. some.Zip(rows, (run, row) => Make.Insert(run) with { NewRows = [row] })], Ct);
        await due.ConfirmAsync([], [.. rows.Select(r => new AttemptId(r.RunId, r.Seq, r.Attempt))], Make.At(60), Ct);
        await due.MarkUnservedAsync([new(rows[0].RunId, 1, 1)], Make.Now, Ct);
        await due.ServeQueuesAsync([rows[0].Queue], Make.Now, Ct);
        await due.TakeDueDispatchesAsync(Make.Now, TimeSpan.FromSeconds(30), 10, Ct);
        await due.TakeDueRunsAsync(Make.Now, TimeSpan.FromSeconds(30), 10, Ct);
        await due.TakeQueuedRunsAsync(["agent"], Make.Now, TimeSpan.FromSeconds(30), 10, Ct);
        await due.OpenOrphansAsync(some[0].RunId, 10, Ct);
        await door.ClaimStepAsync(Make.ClaimBy(rows[1], "w"), Make.Now, Make.At(30), Ct);
        await door.ExtendLeasesAsync("w", [Make.Hold(rows[1])], Make.At(30), Ct);
        var claim = Make.ClaimEffect(rows[1]);
        await door.ClaimEffectAsync(claim, Make.Now, Ct);
        await door.RecordEffectAsync(Make.Record(claim, "1"), Make.Now, Ct);
        await door.WritePayloadAsync(new() { RunId = rows[1].RunId, Seq = 1, Attempt = 1, Nonce = rows[1].Nonce, Kind = PayloadKind.Next, Total = 1, Bytes = [1] }, Ct);
        await door.ReadPayloadAsync(new() { RunId = rows[1].RunId, Seq = 1, Attempt = 1, Nonce = rows[1].Nonce }, Ct);
        await door.ReadResultsAsync(new() { RunId = rows[1].RunId, Seq = 1, Attempt = 1, Nonce = rows[1].Nonce }, 100, Ct);
        await runs.LoadAsync([.. some.Select(r => new LoadRequest(r.RunId) { Seqs = [1], Releases = 2, SignalKeys = ["x"], Open = true, Unfinished = true, Payloads = [(1, 1)] })], Ct);
        await runs.CommitAsync([.. some.Select(Full)], Ct);
        var (lonely, row) = (some[0] with { Version = 2 }, Make.Row(some[0], 2));
        await runs.CommitAsync([Make.Next(lonely) with { ChangedRows = [Make.Closed(row)], NewRows = [Make.Row(lonely, 3)] }], Ct);
        await due.ConfirmAsync([.. (await due.TakeDueOutboxAsync(Make.Now, 10, Ct)).Select(o => o.Id)], [], Make.Now, Ct);
        await due.ResendOpenAsync(Make.Now, Ct);
        await runs.FindCommittedAsync([(some[0].RunId, Guid.NewGuid())], Ct);
        await runs.FindByKeyAsync("default", "agent", some[0].Key!, Ct);
    }

    /// <summary>One activity of the client library is one round trip.</summary>
    private static async Task<int> CountAsync(Func<Task> work)
    {
        var trips = 0;
        var root = ActivityTraceId.CreateRandom();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = activity => Interlocked.Add(ref trips, activity.TraceId == root ? 1 : 0),
        };
        ActivitySource.AddActivityListener(listener);
        using var parent = new Activity("test").SetParentId(root, ActivitySpanId.CreateRandom()).Start();
        await work();
        return trips;
    }
}
