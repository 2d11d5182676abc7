using Npgsql;
using QueueAgents.Conformance;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Integration.PostgreSql;

/// <summary>What the tables themselves refuse, whoever writes: a later release, a script, a person.</summary>
public sealed class GuardTests : IAsyncLifetime
{
    private MigratedDatabase database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await MigratedDatabase.CreateAsync(Ct);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task R3_A_step_has_one_open_attempt()
    {
        var run = await InsertAsync();
        await RefusedAsync("ux_dispatch_open", $"""
            insert into dispatch (run_id, seq, attempt, nonce, kind, step, arrival, state_version, queue, join_first, join_count, failures, lost, phase, due_at, created_at)
            select run_id, seq, attempt + 1, nonce, kind, step, arrival, state_version, queue, join_first, join_count, failures, lost, phase, due_at, created_at
            from dispatch where run_id = '{run.RunId}'
            """);
    }

    [Fact]
    public async Task R4_A_version_is_given_once()
    {
        var run = await InsertAsync();
        await RefusedAsync("pk_transition", Transition(run.RunId, 1, 0, 2));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 0)]
    public async Task R4_Only_the_first_transition_comes_from_nowhere(int version, int from)
        => await RefusedAsync("ck_transition_first", Transition(Guid.CreateVersion7(), version, from, 2));

    [Theory]
    [InlineData(RunState.Completed, "ck_transition_final")]
    [InlineData(RunState.Cancelled, "ck_transition_final")]
    [InlineData(RunState.Failed, "ck_transition_failed")]
    [InlineData(RunState.Parked, "ck_transition_parked")]
    public async Task R5_No_transition_leaves_an_ended_run_but_Retry_and_of_a_parked_one_Cancel(RunState from, string constraint)
    {
        var run = await InsertAsync();
        foreach (var to in Enum.GetValues<RunState>().Where(s => s != RunState.None && !MayFollow(from, s)))
            await RefusedAsync(constraint, Transition(run.RunId, 2, (int)from, (int)to));
    }

    [Fact]
    public async Task R9_An_attempt_that_is_on_its_way_has_a_time_when_somebody_looks_at_it_again()
    {
        var run = await InsertAsync();
        foreach (var phase in new[] { DispatchPhase.Unsent, DispatchPhase.Sent, DispatchPhase.Unserved, DispatchPhase.Leased })
            await RefusedAsync("ck_dispatch_due", $"update dispatch set phase = {(int)phase}, due_at = null where run_id = '{run.RunId}'");
    }

    [Fact]
    public async Task An_attempt_ends_with_an_outcome_and_has_none_before()
    {
        var run = await InsertAsync();
        await RefusedAsync("ck_dispatch_ended", $"update dispatch set outcome = 1 where run_id = '{run.RunId}'");
        await RefusedAsync("ck_dispatch_ended", $"update dispatch set ended_at = now() where run_id = '{run.RunId}'");
    }

    [Fact]
    public async Task A_run_is_in_a_state_there_is()
    {
        var run = await InsertAsync();
        await RefusedAsync("ck_run_state", $"update run set state = 9 where id = '{run.RunId}'");
        await RefusedAsync("ck_run_state", $"update run set state = 0 where id = '{run.RunId}'");
    }

    /// <summary>A NUL or half a letter in a model's error message must not fail its run's commit for ever.</summary>
    [Fact]
    public async Task Text_that_PostgreSQL_cannot_hold_is_kept_legibly()
    {
        var run = Make.Run() with { Step = "cut\ud83d", Error = new StepError { Type = "a\0b", Message = "\udc00 😀 ok" } };
        Assert.Equal(CommitResult.Committed, (await database.Stores.Runs.CommitAsync([Make.Insert(run)], Ct)).Results[run.RunId]);

        var kept = (await database.Stores.Runs.LoadAsync([new(run.RunId)], Ct))[0].Run!;
        Assert.Equal(("cut\ufffd", "a\ufffdb", "\ufffd 😀 ok"), (kept.Step, kept.Error!.Type, kept.Error.Message));
    }

    private static string Transition(Guid runId, int version, int from, int to) => $"""
        insert into transition (run_id, version, from_state, to_state, event, seq, attempt, command_id, at, state_version)
        values ('{runId}', {version}, {from}, {to}, 'ByHand', 0, 0, gen_random_uuid(), now(), 1)
        """;

    private static bool MayFollow(RunState from, RunState to) => from switch
    {
        RunState.Failed => to is RunState.Queued or RunState.Running or RunState.Waiting,
        RunState.Parked => to is RunState.Queued or RunState.Running or RunState.Waiting or RunState.Cancelled,
        _ => false,
    };

    private async Task<RunFacts> InsertAsync()
    {
        var run = Make.Run();
        await database.Stores.Runs.CommitAsync([Make.Insert(run) with { NewRows = [Make.Row(run, 1)] }], Ct);
        return run;
    }

    private async Task RefusedAsync(string constraint, string sql)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(sql, Ct));
        Assert.Equal(constraint, refusal.ConstraintName);
    }
}
