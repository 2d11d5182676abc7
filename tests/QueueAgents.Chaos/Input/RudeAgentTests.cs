using QueueAgents.Chaos.Fleet;
using QueueAgents.Contracts;
using QueueAgents.TestFleet;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Chaos.Input;

/// <summary>Agents that are missing, broken or deadly: each run ends in a named state, and the fleet serves the others.</summary>
[Collection(RudeFleet.Tests)]
public sealed class RudeAgentTests(RudeFleet rude)
{
    private RunningFleet Fleet => rude.Fleet;

    [Fact]
    public async Task A_run_of_an_agent_nobody_serves_waits_and_runs_when_a_worker_comes()
    {
        var run = await SubmitAsync(Echo.Late, "better late");
        await Fleet.UntilAsync(run, RunState.Queued);
        await rude.StillServesAsync();

        var worker = await Fleet.AddWorkerAsync(Echo.Late);
        await Fleet.UntilAsync(run, RunState.Completed);
        await worker.KillForGoodAsync();
    }

    [Fact]
    public async Task A_state_that_does_not_parse_parks_its_run_and_a_mended_one_goes_on()
    {
        var run = await SubmitAsync(Patient.Name, "mended");
        await Fleet.UntilAsync(run, RunState.Waiting);
        await Fleet.ExecuteAsync("update run set document = '{\"text\": {\"no\": \"text\"}}' where id = $1", run);
        await Fleet.Client.AskAsync(new SignalRun { RunId = run, Name = Patient.Go });

        await Fleet.UntilAsync(run, RunState.Parked);
        Assert.Equal("bad-state", await ErrorAsync(run));
        await rude.StillServesAsync();

        await Fleet.ExecuteAsync("update run set document = '{\"text\": \"mended\"}' where id = $1", run);
        Assert.IsType<RunAccepted>(await Fleet.Client.AskAsync(new RetryRun { RunId = run }));
        await Fleet.UntilAsync(run, RunState.Completed);
    }

    [Fact]
    public async Task An_agent_that_throws_in_its_constructor_fails_its_run_after_its_attempts()
    {
        var run = await SubmitAsync(Brittle.Name, "careful");
        await Fleet.UntilAsync(run, RunState.Failed);
        Assert.Equal(nameof(InvalidOperationException), await ErrorAsync(run));
        Assert.Equal(3, await Fleet.ScalarAsync<long>("select count(*) from dispatch where run_id = $1 and outcome = 2", run));
        Assert.Contains("breaks when it is touched", await Fleet.ScalarAsync<string>("select error_message from run where id = $1", run), StringComparison.Ordinal);
        await rude.StillServesAsync();
    }

    [Fact]
    public async Task A_step_that_kills_its_worker_ends_its_run_as_lost_and_no_other()
    {
        var other = await SubmitAsync(Patient.Name, "beside it");
        await Fleet.UntilAsync(other, RunState.Waiting);
        var worker = await Fleet.AddWorkerAsync(Lethal.Name);
        await Fleet.ReadyAsync();
        var run = await SubmitAsync(Lethal.Name, "gently");

        await Eventually.Async("the deadly run to be over", async () =>
        {
            await worker.ReviveAsync();
            return await Fleet.StateAsync(run) == RunState.Failed;
        }, TimeSpan.FromSeconds(90), Fleet.Tails);

        Assert.Equal("lost", await ErrorAsync(run));
        Assert.Equal(RudeFleet.MaxLost, await Fleet.ScalarAsync<long>("select count(*) from dispatch where run_id = $1 and outcome = 3", run));
        Assert.Equal(RunState.Waiting, await Fleet.StateAsync(other));
        await rude.StillServesAsync();
        await worker.KillForGoodAsync();
    }

    private Task<Guid> SubmitAsync(string agent, string input) =>
        Fleet.Client.SubmitAsync(new SubmitRun { RunId = Guid.CreateVersion7(), Agent = agent, Input = Json.Of(input) });

    private Task<string> ErrorAsync(Guid run) => Fleet.ScalarAsync<string>("select error_type from run where id = $1", run);
}
