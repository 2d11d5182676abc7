using System.Text;
using QueueAgents.Chaos.Fleet;
using QueueAgents.Contracts;
using QueueAgents.TestFleet;
using QueueAgents.TestNodes;
using QueueAgents.Transport;
using Xunit;

namespace QueueAgents.Chaos.Input;

/// <summary>R3: an outcome that is not of an open attempt, with its nonce, is acknowledged and changes nothing.</summary>
[Collection(RudeFleet.Tests)]
public sealed class ForgedOutcomeTests(RudeFleet rude)
{
    private RunningFleet Fleet => rude.Fleet;

    [Fact]
    public async Task Forged_stale_and_unknown_outcomes_change_nothing()
    {
        var run = await WaitingAsync();
        var nonce = await Fleet.ScalarAsync<Guid>("select nonce from dispatch where run_id = $1 and seq = 1", run);
        var before = await rude.RowsAsync();

        // The attempt has ended: even its own nonce is too late. The others never fitted.
        await ReportAsync(Outcome(run, seq: 1, attempt: 1, nonce));
        await ReportAsync(Outcome(run, seq: 1, attempt: 1, Guid.NewGuid()));
        await ReportAsync(Outcome(run, seq: 1, attempt: 2, nonce));
        await ReportAsync(Outcome(run, seq: 2, attempt: 1, nonce));
        await ReportAsync(Outcome(run, seq: int.MaxValue, attempt: -1, nonce));
        await ReportAsync(Outcome(Guid.CreateVersion7(), seq: 1, attempt: 1, nonce));
        await ReportAsync(new StepFailed { RunId = run, Seq = 1, Attempt = 1, Nonce = nonce, GivenVersion = 1, Error = new() { Type = "forged" }, Park = true });

        await DrainedAsync();
        Assert.Equal(before, await rude.RowsAsync());
        await GoesOnAsync(run);
    }

    [Fact]
    public async Task A_forged_outcome_of_an_open_attempt_changes_nothing()
    {
        // Nobody serves it, so its step stays open for as long as it is lied about.
        var run = Guid.CreateVersion7();
        await Fleet.Client.SubmitAsync(new SubmitRun { RunId = run, Agent = Patient.Name, Input = Json.Of("open") });
        await Fleet.UntilAsync(run, RunState.Waiting);
        await Fleet.ExecuteAsync("update dispatch set ended_at = null, outcome = null, phase = 4, owner = 'somebody', due_at = now() + interval '1 hour' where run_id = $1 and seq = 1", run);
        await Fleet.ExecuteAsync("update run set state = 2, wait_kind = null, group_kind = 0, group_first = 1, group_count = 1, group_next = 2, group_done = 0, group_failed = 0, group_max_parallel = 0, group_tolerate = false where id = $1", run);
        var nonce = await Fleet.ScalarAsync<Guid>("select nonce from dispatch where run_id = $1 and seq = 1", run);
        var before = await rude.RowsAsync();

        await ReportAsync(Outcome(run, seq: 1, attempt: 1, Guid.NewGuid()));
        await ReportAsync(Outcome(run, seq: 1, attempt: 1, Guid.Empty));
        await ReportAsync(Outcome(run, seq: 1, attempt: 2, nonce));
        await ReportAsync(Outcome(run, seq: 1, attempt: 1, nonce) with { GivenVersion = 2, StateVersion = 2 });

        await DrainedAsync();
        Assert.Equal(before, await rude.RowsAsync());

        // The true one is still awaited.
        await ReportAsync(Outcome(run, seq: 1, attempt: 1, nonce));
        await Fleet.UntilAsync(run, RunState.Completed);
        Assert.Equal("\"forged\"", await Fleet.ScalarAsync<string>("select result from run where id = $1", run));
        await rude.StillServesAsync();
    }

    [Fact]
    public async Task An_answer_nobody_asked_for_is_refused()
    {
        var run = await WaitingAsync();
        var answer = await Fleet.Client.AskAsync(new AnswerRun { RunId = run, RequestId = Guid.NewGuid(), Body = Json.Of("yes") });
        Assert.Equal(Rejections.NoSuchRequest, Assert.IsType<RunRejected>(answer).Code);
        await GoesOnAsync(run);
    }

    private async Task<Guid> WaitingAsync()
    {
        var run = await Fleet.Client.SubmitAsync(new SubmitRun { RunId = Guid.CreateVersion7(), Agent = Patient.Name, Input = Json.Of("true") });
        await Fleet.UntilAsync(run, RunState.Waiting);
        return run;
    }

    private async Task GoesOnAsync(Guid run)
    {
        Assert.IsType<RunAccepted>(await Fleet.Client.AskAsync(new SignalRun { RunId = run, Name = Patient.Go, Body = Json.Of("now") }));
        await Fleet.UntilAsync(run, RunState.Completed);
        Assert.Equal("\"true\"", await Fleet.ScalarAsync<string>("select result from run where id = $1", run));
        await rude.StillServesAsync();
    }

    private static StepCompleted Outcome(Guid run, int seq, int attempt, Guid nonce) => new()
    {
        RunId = run,
        Seq = seq,
        Attempt = attempt,
        Nonce = nonce,
        Worker = "forger",
        GivenVersion = 1,
        StateVersion = 1,
        State = Json.Of(new { text = "forged" }),
        Next = new Continuation.Complete(Json.Of("forged")),
    };

    private Task ReportAsync(StepCompleted outcome) => ReportAsync(new StepMessage { Id = Guid.NewGuid(), Completed = outcome });

    private Task ReportAsync(StepFailed outcome) => ReportAsync(new StepMessage { Id = Guid.NewGuid(), Failed = outcome });

    private Task ReportAsync(StepMessage message) => rude.Raw.PutAsync(Queues.Run, Encoding.UTF8.GetString(StepJson.Write(message)), RawBroker.Plain);

    /// <summary>Everything sent before was read: the queue is in order, and what comes last has come.</summary>
    private async Task DrainedAsync() =>
        await Eventually.Async("the outcomes to be read", async () => await rude.DepthAsync(Queues.Run) == (0, 0));
}
