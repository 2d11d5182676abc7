using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Unit.Runs;
using Xunit;

namespace QueueAgents.Unit.Rules;

public sealed class OutcomeTests
{
    private readonly Bench bench = new();

    public OutcomeTests() => bench.Submit();

    [Fact]
    public void An_outcome_replaces_the_document_and_dispatches_the_next_step()
    {
        bench.Complete(new Continuation.Step("Think", Json.Of(7)), state: """{"n":1}""");
        var row = Assert.Single(bench.Sent);
        Assert.Equal((2, "Think", "7", StepKind.Sequential), (row.Seq, row.Step, row.Input.Text, row.Kind));
        Assert.Equal("""{"n":1}""", bench.Run.Document.Text);
        Assert.Equal(DispatchOutcome.Ok, bench.Rows[(1, 1)].Outcome);
    }

    [Fact]
    public void A_result_completes_the_run_and_the_world_is_told()
    {
        bench.Complete(new Continuation.Complete(Json.Of("done")));
        Assert.Equal((RunState.Completed, "\"done\""), (bench.State, bench.Run.Result.Text));
        Assert.Equal(bench.Run.Version, bench.Told<RunCompleted>().Version);
    }

    [Fact]
    public void R3_an_outcome_that_misses_in_any_one_part_changes_nothing()
    {
        var right = bench.Completed(new Continuation.Complete(Json.Of(1)));
        StepCompleted[] wrong =
        [
            right with { Nonce = Guid.NewGuid() }, right with { Attempt = 2 }, right with { Seq = 2 }, right with { Seq = 0 },
            right with { GivenVersion = 2, StateVersion = 2 },
        ];
        Assert.All(wrong, outcome => Assert.Equal("stale", bench.Raise(outcome).Ignored));
        Assert.All(wrong, outcome => Assert.Null(bench.Raise(outcome).Reply));
        Assert.Equal(1, bench.Run.Version);
    }

    [Fact]
    public void R3_the_same_outcome_twice_is_applied_once()
    {
        var outcome = bench.Completed(new Continuation.Step("Next", Json.None));
        bench.Raise(outcome);
        Assert.Equal("stale", bench.Raise(outcome).Ignored);
        Assert.Equal((2, 2), (bench.Run.Version, bench.Run.Seq));
    }

    [Fact]
    public void R3_a_stale_attempt_changes_nothing()
    {
        var zombie = bench.Completed(new Continuation.Complete(Json.Of("late")));
        bench.Lose();
        Assert.Equal("stale", bench.Raise(zombie).Ignored);
        Assert.Equal(RunState.Running, bench.State);
    }

    [Fact]
    public void R3_an_outcome_of_a_cancelled_run_changes_nothing()
    {
        var late = bench.Completed(new Continuation.Complete(Json.Of("late")));
        bench.Raise(new CancelRun { RunId = bench.RunId });
        Assert.Equal("stale", bench.Raise(late).Ignored);
        Assert.Equal(RunState.Cancelled, bench.State);
    }

    [Fact]
    public void A_failure_the_agent_decided_on_leaves_the_state_as_the_step_found_it()
    {
        bench.Complete(new Continuation.Step("Next", Json.None), state: """{"n":1}""");
        bench.Complete(new Continuation.Fail("no luck"), state: """{"n":2}""");
        Assert.Equal((RunState.Failed, "no luck", """{"n":1}"""), (bench.State, bench.Run.Error!.Message, bench.Run.Document.Text));
    }

    [Fact]
    public void A_state_or_result_that_is_too_large_fails_the_run_with_that_reason()
    {
        bench.Limits = new Limits { StateBytes = 1024 };
        bench.Complete(new Continuation.Complete(Json.Of(new string('ä', 600))));
        Assert.Equal((RunState.Failed, "too-large"), (bench.State, bench.Run.Error!.Type));
    }

    public static TheoryData<Continuation> Impossible =>
    [
        new Continuation.Result(Json.Of(1)),
        new Continuation.Step("", Json.None),
        new Continuation.Step(null!, Json.None),
        new Continuation.Step(new string('x', 201), Json.None),
        new Continuation.FanOut("Part", null!, "Join", 0, false),
        new Continuation.FanOut("Part", [], "", 0, false),
        new Continuation.Children("No Agent", [Json.Of(1)], "Join", 0, false),
        new Continuation.Ask(null!, "Then", null),
        new Continuation.WaitFor("sig\nnal", "Then", null),
        new Continuation.Sleep(null, TimeSpan.FromSeconds(1), ""),
        new Continuation.Fail(null!),
    ];

    [Theory, MemberData(nameof(Impossible), DisableDiscoveryEnumeration = true)]
    public void An_answer_this_step_cannot_give_parks_the_run(Continuation next)
    {
        bench.Complete(next);
        Assert.Equal((RunState.Parked, "bad-outcome"), (bench.State, bench.Run.Error!.Type));
    }

    [Fact]
    public void A_step_without_a_state_parks_the_run()
    {
        bench.Raise(bench.Completed(new Continuation.Complete(Json.None)) with { State = Json.None });
        Assert.Equal("bad-outcome", bench.Run.Error!.Type);
    }

    [Fact]
    public void What_was_left_at_the_door_is_used()
    {
        bench.Payloads.Add(new StoredPayload(1, 1, PayloadKind.State, """{"big":1}"""));
        bench.Payloads.Add(new StoredPayload(1, 1, PayloadKind.Next, """{"kind":"step","name":"Next","input":1}"""));
        bench.Raise(bench.Completed(new Continuation.Result(Json.None)) with { State = Json.None, StateByDoor = true, NextByDoor = true });
        Assert.Equal(("""{"big":1}""", "Next"), (bench.Run.Document.Text, bench.OpenRow().Step));
        Assert.Contains((1, 1), bench.LastChange!.SpentPayloads);
    }

    [Theory]
    [InlineData("{not json")]
    [InlineData("")]
    public void A_document_at_the_door_that_is_no_JSON_parks_the_run_and_is_not_kept(string text)
    {
        bench.Payloads.Add(new StoredPayload(1, 1, PayloadKind.State, text));
        bench.Raise(bench.Completed(new Continuation.Complete(Json.None)) with { State = Json.None, StateByDoor = true });
        Assert.Equal((RunState.Parked, "bad-outcome", true), (bench.State, bench.Run.Error!.Type, bench.Run.Document.IsNone));
    }

    [Fact]
    public void What_is_not_found_at_the_door_is_a_failure_that_is_repeated_but_not_for_ever()
    {
        bench.Limits = new Limits { MaxAttempts = 3 };
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Equal(attempt, bench.OpenRow().Attempt);
            bench.Raise(bench.Completed(new Continuation.Complete(Json.None)) with { State = Json.None, StateByDoor = true });
        }

        Assert.Equal((RunState.Failed, "payload-missing"), (bench.State, bench.Run.Error!.Type));
    }

    [Fact]
    public void R11_effects_are_recorded_with_an_outcome_even_if_it_cannot_be_used()
    {
        EffectRecord[] effects = [new EffectRecord { Name = "mail", Class = EffectClass.Idempotent, Result = Json.Of(1) }];
        bench.Raise(bench.Completed(new Continuation.Result(Json.Of(1))) with { Effects = effects });
        Assert.Equal(RunState.Parked, bench.State);
        Assert.Equal((1, "mail"), (Assert.Single(bench.LastChange!.Effects).Seq, bench.LastChange!.Effects[0].Effect.Name));
    }

    [Fact]
    public void R6_a_worker_may_raise_the_state_version_but_not_lower_it()
    {
        bench.Raise(bench.Completed(new Continuation.Step("Next", Json.None)) with { StateVersion = 2 });
        Assert.Equal((2, "queue-agents.step.agent.v2"), (bench.Run.StateVersion, bench.OpenRow().Queue));
        bench.Raise(bench.Completed(new Continuation.Step("Next", Json.None)) with { StateVersion = 1 });
        Assert.Equal(RunState.Parked, bench.State);
    }

    [Fact]
    public void A_wait_beyond_the_end_of_time_is_a_decision_that_throws_and_parks_the_run()
    {
        bench.Complete(new Continuation.Ask("Really?", "Then", TimeSpan.MaxValue));
        Assert.Equal((RunState.Parked, "decision-threw"), (bench.State, bench.Run.Error!.Type));
    }
}
