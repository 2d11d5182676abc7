using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence;
using QueueAgents.Persistence.PostgreSql.Sql;
using QueueAgents.Persistence.Reading;
using Xunit;

namespace QueueAgents.Integration.PostgreSql;

/// <summary>On 120,000 runs, of which a few are due, with a planner that may choose as it likes.</summary>
public sealed class PlanTests(PlanTests.FilledDatabase filled) : IClassFixture<PlanTests.FilledDatabase>
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly string[] Agents = ["agent-1", "agent-2"];
    private static readonly string[] Waiting = ["queue-agents.step.agent-10.v1"];
    private static readonly int[] Steps = [1];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task Due_messages_are_found_by_their_index()
        => UsesAsync("ix_outbox_due", DueSql.TakeOutbox, Now, 200);

    [Fact]
    public Task Due_attempts_are_found_by_their_index()
        => UsesAsync("ix_dispatch_due", DueSql.TakeDispatches, Now, TimeSpan.FromSeconds(30), 200);

    [Fact]
    public Task Due_runs_are_found_by_their_index()
        => UsesAsync("ix_run_wake", DueSql.TakeRuns, Now, TimeSpan.FromSeconds(30), 500);

    [Fact]
    public Task Queued_runs_are_found_by_their_index()
        => UsesAsync("ix_run_queued", DueSql.TakeQueued, Now, TimeSpan.FromSeconds(30), 500, Agents);

    [Fact]
    public Task Unserved_attempts_are_found_by_their_index()
        => UsesAsync("ix_dispatch_unserved", DueSql.ServeQueues, Waiting, Now);

    [Fact]
    public Task Open_attempts_are_found_by_their_index()
        => UsesAsync("ux_dispatch_open", LoadSql.OpenOfSteps, new[] { Guid.CreateVersion7() }, Steps);

    [Fact]
    public Task Kept_signals_are_found_by_their_index()
        => UsesAsync("ix_signal_kept", LoadSql.KeptSignals, [new[] { Guid.CreateVersion7() }]);

    [Fact]
    public Task Orphans_are_found_by_their_index()
        => UsesAsync("ix_run_parent", DueSql.OpenOrphans, Guid.CreateVersion7(), 100);

    [Fact]
    public Task The_newest_runs_are_listed_by_their_index() => ListUsesAsync("ix_run_list", new());

    [Fact]
    public Task A_later_page_is_listed_by_the_same_index() => ListUsesAsync("ix_run_list", new() { After = (Now.AddHours(-1), Guid.CreateVersion7()) });

    [Fact]
    public Task Runs_of_a_state_are_listed_by_their_index() => ListUsesAsync("ix_run_list_state", new() { States = [RunState.Failed] });

    [Fact]
    public Task Runs_of_an_agent_are_listed_by_their_index() => ListUsesAsync("ix_run_list_agent", new() { Agent = "seldom" });

    [Fact]
    public Task Runs_with_a_tag_are_listed_by_their_index() => ListUsesAsync("ix_run_tag_list", new() { Tag = ("team", "team-78") });

    public static TheoryData<string> PagesOfATag => [.. Tagged.Keys];

    /// <summary>A third of the runs have this tag; a page reads a page of them, in the order it shows.</summary>
    [Theory, MemberData(nameof(PagesOfATag))]
    public async Task A_page_of_a_tag_that_many_runs_have_reads_no_more_than_a_page(string page)
    {
        var plan = await ListUsesAsync("ix_run_tag_list", Tagged[page], "explain (analyze, timing off, summary off)");
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
        Assert.Matches(@"ix_run_tag_list.*\(actual rows=51(\.00)? loops=1\)", plan);
    }

    private static readonly Dictionary<string, RunFilter> Tagged = new()
    {
        ["newest"] = new() { Tag = ("often", "yes") },
        ["later"] = new() { Tag = ("often", "yes"), After = (Now.AddDays(-30), Guid.CreateVersion7()) },
        ["of a time"] = new() { Tag = ("often", "yes"), CreatedAfter = Now.AddDays(-60), CreatedBefore = Now.AddDays(-30) },
        ["of a tenant"] = new() { Tag = ("often", "yes"), Tenant = "default" },
    };

    public static TheoryData<string> Claims => [.. Claimed.Keys];

    /// <summary>Without the values the planner takes a tenth of a third of a table for due, which would make reading all of it look cheap.</summary>
    [Theory, MemberData(nameof(Claims))]
    public async Task What_is_due_is_changed_by_its_key_however_much_it_may_be(string statement)
    {
        await using var connection = new NpgsqlConnection($"{filled.Database.ConnectionString};Pooling=false;Options=-c plan_cache_mode=force_generic_plan");
        await connection.OpenAsync(Ct);
        var (sql, parameters) = Claimed[statement];
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in parameters) command.Parameters.Add(new() { Value = value });
        await command.PrepareAsync(Ct);
        await using var explain = new NpgsqlCommand("select name from pg_prepared_statements where parameter_types <> '{}'", connection);
        var name = (string)(await explain.ExecuteScalarAsync(Ct))!;
        explain.CommandText = $"explain execute {name}({string.Join(", ", parameters.Select(_ => "null"))})";

        var plan = await PlanAsync(explain);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.Matches("pk_(outbox|dispatch|run|memory)", plan);
    }

    private static readonly Dictionary<string, (string Sql, object[] Parameters)> Claimed = new()
    {
        ["take outbox"] = (DueSql.TakeOutbox, [Now, 200]),
        ["take dispatches"] = (DueSql.TakeDispatches, [Now, TimeSpan.FromSeconds(30), 200]),
        ["take runs"] = (DueSql.TakeRuns, [Now, TimeSpan.FromSeconds(30), 500]),
        ["take queued"] = (DueSql.TakeQueued, [Now, TimeSpan.FromSeconds(30), 500, Agents]),
        ["delete outbox"] = (DueSql.DeleteOutbox, [new[] { Guid.Empty }]),
        ["confirm"] = (DueSql.Confirm, [new[] { Guid.Empty }, Steps, Steps, Now]),
        ["mark unserved"] = (DueSql.MarkUnserved, [new[] { Guid.Empty }, Steps, Steps, Now]),
        ["serve queues"] = (DueSql.ServeQueues, [Waiting, Now]),
        ["resend"] = (DueSql.ResendDispatches, [Now, Guid.Empty, 0, 1000]),
        ["forget"] = (MemorySql.Forget, [Now, 1000]),
    };

    [Fact]
    public Task Runs_nobody_serves_are_listed_by_their_index() => ListUsesAsync("ix_dispatch_unserved", new() { Unserved = true });

    private async Task UsesAsync(string index, string sql, params object[] parameters)
    {
        await using var command = new NpgsqlCommand($"explain {sql}");
        foreach (var value in parameters) command.Parameters.Add(new() { Value = value is DateTimeOffset moment ? moment.ToUniversalTime() : value });
        await UsesAsync(index, command);
    }

    private async Task<string> ListUsesAsync(string index, RunFilter filter, string explain = "explain")
    {
        await using var db = await filled.Database.Services.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync(Ct);
        await using var command = (NpgsqlCommand)RunQuery.Of(db, filter).Take(51).CreateDbCommand();
        command.CommandText = $"{explain} {command.CommandText}";
        return await UsesAsync(index, command);
    }

    private async Task<string> UsesAsync(string index, NpgsqlCommand command)
    {
        await using var connection = new NpgsqlConnection(filled.Database.ConnectionString);
        await connection.OpenAsync(Ct);
        command.Connection = connection;
        var plan = await PlanAsync(command);
        Assert.True(plan.Contains(index, StringComparison.Ordinal), $"{index} is not used:\n{plan}");
        Assert.False(plan.Contains("Seq Scan", StringComparison.Ordinal), plan);
        return plan;
    }

    private static async Task<string> PlanAsync(NpgsqlCommand explain)
    {
        await using var reader = await explain.ExecuteReaderAsync(Ct);
        var lines = new List<string>();
        while (await reader.ReadAsync(Ct)) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    public sealed class FilledDatabase : IAsyncLifetime
    {
        internal MigratedDatabase Database { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Database = await MigratedDatabase.CreateAsync(Ct);
            await Database.ExecuteAsync(Fill, Ct);
            await Database.ExecuteAsync("analyze", Ct);
        }

        public ValueTask DisposeAsync() => Database.DisposeAsync();

        private const string Fill = """
            create temp table them as
            select gen_random_uuid() as id, n, now() - n * interval '1 minute' as at,
                (case when n % 100 < 90 then 6 when n % 100 < 95 then 2 when n % 100 < 98 then 3 when n % 1000 < 999 then 8 else 7 end)::smallint as state
            from generate_series(1, 120000) n;

            insert into run (id, tenant, agent, key, submission_hash, state, version, state_version, pinned, seq, wake_at, kept_signals, signals_taken,
                parent_run_id, parent_seq, depth, created_at, updated_at)
            select id, 'default', case when n % 2000 = 7 then 'seldom' else 'agent-' || n % 20 end, case when n % 3 = 0 then 'key-' || n end, 'h', case when n % 5000 = 0 then 1 else state end, 3, 1, false, 2,
                case when state = 3 then now() + (n % 1000 - 5) * interval '1 minute' end, 0, 0, case when n % 50 = 0 then gen_random_uuid() end, 0, 0, at, at
            from them;

            insert into run_tag select id, 'team', 'team-' || n % 1000, at from them where n % 2 = 0;
            insert into run_tag select id, 'often', 'yes', at from them where n % 3 = 0;

            insert into dispatch (run_id, seq, attempt, nonce, kind, step, arrival, state_version, queue, join_first, join_count, failures, lost, phase, due_at,
                created_at, ended_at, outcome)
            select id, s, 1, id, 1, 'Step', 0, 1, 'queue-agents.step.agent-' || n % 20 || '.v1', 0, 0, 0, 0,
                case when n % 1000 = 90 then 3 else 2 end, case when state = 2 and s = 2 then now() + (n % 1000 - 5) * interval '1 minute' end,
                at, case when state = 2 and s = 2 then null else at end, case when state = 2 and s = 2 then null else 1 end
            from them, generate_series(1, 2) s;

            insert into outbox (id, run_id, route, type, due_at, tries)
            select gen_random_uuid(), id, 1, 'run-completed', now() + (n % 10000 - 5) * interval '1 minute', 0 from them;

            insert into memory (tenant, agent, subject, key, version, value, expires_at, run_id, seq, updated_at)
            select 'default', 'agent', 's-' || n % 100, 'key-' || n, 1, '1', case when n % 2 = 0 then at end, id, 1, at from them where n % 4 = 0;

            insert into signal (run_id, no, name, client_key, at, taken_at) select id, 1, 'go', 'k', at, case when n % 1000 > 0 then at end from them where n % 4 = 0;
            """;
    }
}
