using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Bus;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Store;
using QueueAgents.Transport;
using Xunit;

namespace QueueAgents.Unit.Delivery;

/// <summary>The next step of a run goes to the worker that has just reported one, with the answer, if that worker has room.</summary>
public sealed class HandoversTests : IFleetBus
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(1);
    private static readonly string Queue = Queues.Step("agent", 1);
    private readonly ScriptedStore store = new();
    private readonly List<ExecuteStep> queued = [];
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch);
    private readonly Handovers handovers;
    private readonly GroupCommit server;
    private readonly List<StepMessage> followed = [];
    private ExecuteStep last = null!;
    private bool reachable = true;

    public HandoversTests()
    {
        var clock = new FleetClock(time);
        var (limits, pace) = (new Limits(), new StepPace());
        var confirmations = new Confirmations(null!, clock, new QueueWait(TimeSpan.FromHours(1)));
        var sender = new Sender(this, null!, confirmations, null!, null!, pace, clock, limits, NullLogger<Sender>.Instance);
        handovers = new(pace, sender, limits, time);
        server = new(
            store, new KnownRuns(1 << 20), new RunMachine(), new MomentSource(clock, limits, _ => 1), clock,
            new AfterCommit(sender, handovers, confirmations, pace, new SendStop()), time, NullLogger<GroupCommit>.Instance);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    Task<bool> IFleetBus.SendStepAsync(string queue, ExecuteStep step, Guid messageId, ActivityContext trace, bool mayShare)
    {
        queued.Add(last = step);
        return Task.FromResult(true);
    }

    Task IFleetBus.PublishAsync(object message, Guid messageId, ActivityContext trace, CancellationToken ct) => Task.CompletedTask;

    private async Task SubmitAsync()
    {
        var runId = Guid.CreateVersion7();
        var delivery = new Delivery<SubmitRun>(runId, new SubmitRun { RunId = runId, Agent = "agent" }, new Cause(Guid.NewGuid()), 100);
        await server.CommitAsync([delivery], Ct);
    }

    /// <summary>Reports the last step and offers to do the next.</summary>
    private async Task<ExecuteStep?> ReportAsync(string? room, string next = "turn", TimeSpan? took = null)
    {
        var outcome = Outcome(next, took ?? Quick);
        var offer = room is null ? null : new Offer(room, "worker");
        queued.Clear();
        handovers.Answered(new AttemptId(outcome.RunId, outcome.Seq, outcome.Attempt), outcome.Nonce);
        await CommitAsync(outcome, offer);
        if (offer?.Taken?.Execute is { } taken) last = taken;
        return offer?.Taken?.Execute;
    }

    private sealed class AtOnce(GroupCommit server) : IDeliverer
    {
        public async Task<Decision> DeliverAsync<T>(Guid runId, T message, Cause cause, CancellationToken ct, int bytes) where T : class
        {
            var delivery = new Delivery<T>(runId, message, cause, bytes);
            await server.CommitAsync([delivery], ct);
            return await delivery.Settled;
        }
    }

    private Offer Standing() => new(Queue, "worker", Follow);

    private bool Follow(StepMessage step)
    {
        if (!reachable) return false;
        followed.Add(step);
        last = step.Execute!;
        return true;
    }

    /// <summary>The last run ends with its last step.</summary>
    private async Task EndAsync(Offer offer)
    {
        var outcome = Outcome("", Quick) with { Next = new Continuation.Complete(Json.None) };
        await CommitAsync(outcome, offer);
        queued.Clear();
        followed.Clear();
    }

    private Task CommitAsync(StepCompleted outcome, Offer? offer)
        => server.CommitAsync([new Delivery<StepCompleted>(outcome.RunId, outcome, new Cause(Guid.NewGuid()) { Offer = offer }, 100)], Ct);

    private StepCompleted Outcome(string next, TimeSpan took) => new()
    {
        RunId = last.RunId, Seq = last.Seq, Attempt = last.Attempt, Nonce = last.Nonce, GivenVersion = 1, StateVersion = 1,
        State = Json.Of(last.Seq), Next = new Continuation.Step(next, Json.None), Took = took,
    };

    /// <summary>A run whose step "turn" is known to be short.</summary>
    private async Task LearnAsync()
    {
        await SubmitAsync();
        await ReportAsync(room: null);
        await ReportAsync(room: null);
    }

    [Fact]
    public async Task A_worker_with_room_is_given_the_next_step_and_no_queue_is()
    {
        await LearnAsync();
        var given = await ReportAsync(Queue);
        Assert.Equal((4, "turn"), (given!.Seq, given.Step));
        Assert.Empty(queued);
        Assert.NotNull(await ReportAsync(Queue));
    }

    [Fact]
    public async Task A_step_goes_by_its_queue_where_the_worker_has_no_room_for_it()
    {
        await LearnAsync();
        Assert.Null(await ReportAsync(room: null));
        Assert.Null(await ReportAsync(Queues.Step("agent", 2)));
        Assert.Null(await ReportAsync(Queues.Step("agent", 1, pinned: true)));
        Assert.Single(queued);
    }

    [Fact]
    public async Task A_step_nobody_knows_to_be_short_goes_by_its_queue()
    {
        await LearnAsync();
        Assert.Null(await ReportAsync(Queue, next: "other"));
        Assert.Single(queued);
        await ReportAsync(Queue, next: "other", took: TimeSpan.FromSeconds(1));
        Assert.Null(await ReportAsync(Queue, next: "other", took: TimeSpan.FromSeconds(1)));
        Assert.Single(queued);
    }

    [Fact]
    public async Task R9_a_step_that_was_given_and_is_not_answered_goes_by_its_queue_and_must_be_claimed()
    {
        await LearnAsync();
        var given = await ReportAsync(Queue);

        time.Advance(Handing.Patience - TimeSpan.FromMilliseconds(1));
        await handovers.SendOverdueAsync(Ct);
        Assert.Empty(queued);

        time.Advance(TimeSpan.FromMilliseconds(1));
        await handovers.SendOverdueAsync(Ct);
        var again = Assert.Single(queued);
        Assert.Equal((given!.RunId, given.Seq, given.Attempt, given.Nonce, true), (again.RunId, again.Seq, again.Attempt, again.Nonce, again.ClaimFirst));

        await handovers.SendOverdueAsync(Ct);
        Assert.Single(queued);
    }

    [Fact]
    public async Task What_is_answered_is_not_sent_again_even_before_it_is_committed()
    {
        await LearnAsync();
        var given = await ReportAsync(Queue);
        handovers.Answered(new AttemptId(given!.RunId, given.Seq, given.Attempt), given.Nonce);
        time.Advance(Handing.Patience * 2);
        await handovers.SendOverdueAsync(Ct);
        Assert.Empty(queued);
    }

    [Fact]
    public async Task R3_an_answer_without_the_nonce_is_none()
    {
        await LearnAsync();
        var given = await ReportAsync(Queue);
        handovers.Answered(new AttemptId(given!.RunId, given.Seq, given.Attempt), Guid.NewGuid());
        time.Advance(Handing.Patience);
        await handovers.SendOverdueAsync(Ct);
        Assert.Single(queued);
    }

    [Fact]
    public async Task R3_a_forged_outcome_beside_the_true_one_gets_no_step()
    {
        await LearnAsync();
        var outcome = Outcome("turn", Quick);
        var (honest, forger) = (new Offer(Queue, "honest"), new Offer(Queue, "forger"));
        await server.CommitAsync(
            [
                new Delivery<StepCompleted>(last.RunId, outcome, new Cause(Guid.NewGuid()) { Offer = honest }, 100),
                new Delivery<StepCompleted>(last.RunId, outcome with { Nonce = Guid.NewGuid() }, new Cause(Guid.NewGuid()) { Offer = forger }, 100),
            ],
            Ct);
        Assert.Null(forger.Taken);
    }

    [Fact]
    public async Task The_first_step_of_a_run_goes_to_a_worker_whose_last_run_has_just_ended()
    {
        await LearnAsync();
        await EndAsync(Standing());
        await SubmitAsync();
        Assert.Equal((1, "Begin"), (last.Seq, last.Step));
        Assert.Empty(queued);
        Assert.Equal(last, Assert.Single(followed).Execute);

        await SubmitAsync();
        Assert.Single(queued); // It was offered once.
    }

    [Fact]
    public async Task A_worker_that_wants_nothing_after_the_answer_or_has_long_had_it_is_given_nothing()
    {
        await LearnAsync();
        await EndAsync(new Offer(Queue, "worker"));
        await SubmitAsync();
        Assert.Single(queued);

        await EndAsync(Standing());
        time.Advance(Handing.OfferedFor);
        await SubmitAsync();
        Assert.Single(queued);
    }

    [Fact]
    public async Task R9_a_first_step_goes_by_its_queue_where_its_worker_cannot_be_reached_or_gives_it_back()
    {
        await LearnAsync();
        reachable = false;
        await EndAsync(Standing());
        await SubmitAsync();
        Assert.Single(queued);

        reachable = true;
        await EndAsync(Standing());
        await SubmitAsync();
        Assert.Empty(queued);
        await handovers.ReturnedAsync(new AttemptId(last.RunId, last.Seq, last.Attempt), Guid.NewGuid(), Ct);
        Assert.Empty(queued); // R3: who does not know the nonce was not given it.
        await handovers.ReturnedAsync(new AttemptId(last.RunId, last.Seq, last.Attempt), last.Nonce, Ct);
        Assert.Equal((last.RunId, false), (Assert.Single(queued).RunId, queued[0].ClaimFirst));
        time.Advance(Handing.Patience);
        await handovers.SendOverdueAsync(Ct);
        Assert.Single(queued);
    }

    [Fact]
    public async Task A_crowd_of_new_runs_does_not_all_go_to_the_one_worker_that_ended_as_many()
    {
        await LearnAsync();
        var runs = new List<ExecuteStep>();
        for (var i = 0; i < 7; i++)
        {
            await SubmitAsync();
            runs.Add(last);
        }

        string[] workers = ["one", "one", "one", "other", "one", "one", "one"];
        var given = new List<int>();
        for (var i = 0; i < runs.Count; i++)
        {
            var number = i;
            last = runs[i];
            await EndAsync(new(Queue, workers[i], step =>
            {
                given.Add(number);
                return Follow(step);
            }));
        }

        for (var i = 0; i < 10; i++) await SubmitAsync();
        Assert.Equal([6, 5, 4, 3, 2], given); // The newest first, and four of each: the one's oldest two are gone.
        Assert.Equal(5, queued.Count);
    }

    [Fact]
    public async Task What_the_lane_brings_is_such_an_offer_and_such_a_return_and_a_step_on_a_queue_is_refused()
    {
        await LearnAsync();
        var reading = Assert.Single(new OutcomeReader(new BusIntake(new AtOnce(server), NullLogger<BusIntake>.Instance), handovers, new Place(1)).Readings);
        var ended = Outcome("", Quick) with { Next = new Continuation.Complete(Json.None) };
        queued.Clear();
        Assert.Equal(Verdict.Done, await reading.Take(new(new() { Id = Guid.NewGuid(), Completed = ended, Room = Queue, Stands = true }, 100, false, Ct) { From = "worker", Follow = Follow }));
        await SubmitAsync();
        Assert.Single(followed);
        Assert.Empty(queued);

        var returned = new StepMessage { Id = Guid.NewGuid(), Execute = last };
        Assert.NotNull((await reading.Take(new(returned, 100, false, Ct))).Refusal);
        Assert.Empty(queued);
        Assert.Equal(Verdict.Done, await reading.Take(new(returned, 100, false, Ct) { From = "worker", Follow = Follow }));
        Assert.Equal(last.Nonce, Assert.Single(queued).Nonce);

        var failed = new StepFailed { RunId = last.RunId, Seq = 1, Attempt = 1, Nonce = last.Nonce, GivenVersion = 1, Error = new StepError { Type = "broken" }, Took = Quick };
        Assert.Equal(Verdict.Done, await reading.Take(new(new() { Id = Guid.NewGuid(), Failed = failed, Room = Queue, Stands = true }, 100, false, Ct) { From = "worker", Follow = Follow }));
        queued.Clear();
        await SubmitAsync();
        Assert.Single(queued); // Who has failed has offered nothing beyond its own run.
        Assert.Single(followed);
    }

    [Fact]
    public async Task A_server_that_stops_gives_nothing_more()
    {
        await LearnAsync();
        await EndAsync(Standing());
        handovers.Close();
        await SubmitAsync();
        Assert.Empty(followed);
        Assert.Null(await ReportAsync(Queue));
        Assert.Single(queued);
    }

    [Fact]
    public async Task R9_the_row_of_a_step_that_was_given_is_due_like_any_other()
    {
        await LearnAsync();
        var given = await ReportAsync(Queue);
        var row = Assert.Single(store.RowsOf(given!.RunId), row => row.IsOpen);
        Assert.Equal((given.Seq, DispatchPhase.Unsent, time.GetUtcNow() + Moment.DefaultSendGuard), (row.Seq, row.Phase, row.DueAt));
    }
}
