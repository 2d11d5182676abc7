using Microsoft.Data.SqlClient;
using QueueAgents.Conformance;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using Xunit;

namespace QueueAgents.Integration.SqlServer;

/// <summary>What the tables themselves refuse, whoever writes: a later release, a script, a person.</summary>
public sealed class SqlServerGuardTests : IAsyncLifetime
{
    private SqlServerDatabase database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await SqlServerDatabase.CreateAsync(Ct);

    public ValueTask DisposeAsync() => database?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task R3_A_step_has_one_open_attempt()
    {
        var run = await InsertAsync();
        await RefusedAsync("ux_dispatch_open", ByHand.AnotherOpenAttempt.Replace("@run_id", $"'{run.RunId}'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task R4_A_version_is_given_once()
    {
        var run = await InsertAsync();
        await RefusedAsync("pk_transition", ByHand.Transition(run.RunId, 1, 0, 2));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 0)]
    public async Task R4_Only_the_first_transition_comes_from_nowhere(int version, int from)
        => await RefusedAsync("ck_transition_first", ByHand.Transition(Guid.CreateVersion7(), version, from, 2));

    [Theory]
    [InlineData(RunState.Completed, RunState.Running, "ck_transition_final")]
    [InlineData(RunState.Cancelled, RunState.Running, "ck_transition_final")]
    [InlineData(RunState.Failed, RunState.Completed, "ck_transition_failed")]
    [InlineData(RunState.Parked, RunState.Completed, "ck_transition_parked")]
    public async Task R5_No_transition_leaves_an_ended_run_but_Retry_and_of_a_parked_one_Cancel(RunState from, RunState to, string constraint)
    {
        var run = await InsertAsync();
        await RefusedAsync(constraint, ByHand.Transition(run.RunId, 2, (int)from, (int)to));
    }

    [Fact]
    public async Task R9_An_attempt_that_is_on_its_way_has_a_time_when_somebody_looks_at_it_again()
    {
        var run = await InsertAsync();
        foreach (var phase in new[] { DispatchPhase.Unsent, DispatchPhase.Sent, DispatchPhase.Unserved, DispatchPhase.Leased })
            await RefusedAsync("ck_dispatch_due", ByHand.Dispatch(run.RunId, $"phase = {(int)phase}, due_at = null"));
    }

    [Fact]
    public async Task An_attempt_ends_with_an_outcome_and_has_none_before()
    {
        var run = await InsertAsync();
        await RefusedAsync("ck_dispatch_ended", ByHand.Dispatch(run.RunId, "outcome = 1"));
        await RefusedAsync("ck_dispatch_ended", ByHand.Dispatch(run.RunId, "ended_at = sysdatetimeoffset()"));
    }

    [Fact]
    public async Task A_run_is_in_a_state_there_is()
    {
        var run = await InsertAsync();
        await RefusedAsync("ck_run_state", ByHand.State(run.RunId, (RunState)9));
        await RefusedAsync("ck_run_state", ByHand.State(run.RunId, RunState.None));
    }

    [Fact]
    public async Task Text_that_no_document_can_hold_is_kept_legibly()
    {
        var run = Make.Run() with { Step = "cut\ud83d", Error = new StepError { Type = "a\0b", Message = "\udc00 😀 ok" } };
        await database.Stores.Runs.CommitAsync([Make.Insert(run)], Ct);

        var kept = (await database.Stores.Runs.LoadAsync([new(run.RunId)], Ct))[0].Run!;
        Assert.Equal(("cut\ufffd", "a\ufffdb", "\ufffd 😀 ok"), (kept.Step, kept.Error!.Type, kept.Error.Message));
    }

    private async Task<RunFacts> InsertAsync()
    {
        var run = Make.Run();
        await database.Stores.Runs.CommitAsync([Make.Insert(run) with { NewRows = [Make.Row(run, 1)] }], Ct);
        return run;
    }

    private async Task RefusedAsync(string constraint, string sql)
    {
        var refusal = await Assert.ThrowsAsync<SqlException>(() => database.ExecuteAsync(sql, Ct));
        Assert.Contains(constraint, refusal.Message, StringComparison.Ordinal);
    }
}
