using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Unit.Runs;
using Xunit;

namespace QueueAgents.Unit.Rules;

/// <summary>Approvals and questions: one answer, in time, to what is pending, for the call that was looked at.</summary>
public sealed class AskingTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly Call Refund = new() { Step = "refund", Input = new Json("""{"amount":120,"order":"A-17"}"""), Ask = new Ask { Kind = AskKind.Approval, Text = "Refund 120?", Expires = Hour } };
    private static readonly Call Which = new() { Step = "ask_user", Ask = new Ask { Text = "Which order?", Expires = Hour } };
    private static readonly Call Look = new() { Step = "look" };

    private readonly Bench bench = new();

    public AskingTests() => bench.Submit();

    private void Calls(params Call[] calls) => bench.Complete(new Continuation.Calls(calls, "Turn"));

    private AnswerRun To(int seq, bool? approve = true, string? hash = null, string? reason = null) => bench.Rows.Values.Where(r => r.Seq == seq).MaxBy(r => r.Attempt)!.Request is { } request
        ? new AnswerRun { RunId = bench.RunId, RequestId = request.Id, Approve = approve, Hash = hash ?? request.Hash, Reason = reason, By = "ada", Body = Json.Of("A-17") }
        : throw new InvalidOperationException($"Step {seq} asks nothing.");

    private string Refused(AnswerRun answer) => Assert.IsType<RunRejected>(bench.Raise(answer).Reply).Code;

    [Fact]
    public void Who_is_asked_hears_of_the_call_and_its_peers_do_not_wait_for_the_answer()
    {
        Calls(Refund, Look);
        Assert.Equal("look", Assert.Single(bench.Sent).Step);
        var told = bench.Told<RunWaiting>();
        Assert.Equal(("refund", "Refund 120?", bench.Now + Hour), (told.Tool, told.Question, told.Until));
        Assert.Equal(bench.Rows[(2, 1)].Request!.Id, told.RequestId);
        Assert.Equal(RunState.Running, bench.State);
        bench.Complete(new Continuation.Result(Json.Of(1)), 3);
        Assert.Equal(RunState.Waiting, bench.State);
    }

    [Fact]
    public void An_approved_call_is_made_and_its_worker_can_see_by_whom()
    {
        Calls(Refund);
        bench.Raise(To(2, reason: "known customer"));
        var row = Assert.Single(bench.Sent);
        var order = StepMessages.Of(bench.Run, row, bench.Limits);
        Assert.Equal(new Approval(CallHash.Of("refund", Refund.Input), "ada", "known customer"), order.Approved);
        Assert.Equal((RunState.Running, "ada", "approved: known customer"), (bench.State, bench.Transitions[^1].By, bench.Transitions[^1].Detail));
    }

    [Fact]
    public void R12_A_copy_of_an_answer_in_the_same_batch_is_the_same_answer()
    {
        Calls(Refund);
        var (answer, cause) = (To(2), Guid.NewGuid());
        var decisions = bench.Together(bench.Say(answer, cause), bench.Say(answer, cause));
        Assert.True(Assert.IsType<RunAccepted>(decisions[1].Reply).Already);
        Assert.Single(bench.Transitions, transition => transition.CommandId == cause);
    }

    [Fact]
    public void A_denied_call_is_not_made_and_the_model_reads_why()
    {
        Calls(Refund);
        bench.Raise(To(2, approve: false, reason: "too much"));
        Assert.Equal(("denied", "too much", DispatchOutcome.Failed), (bench.Rows[(2, 1)].Error!.Type, bench.Rows[(2, 1)].Error!.Message, bench.Rows[(2, 1)].Outcome));
        Assert.Equal(("Turn", 2), (bench.OpenRow().Step, bench.OpenRow().JoinFirst));
    }

    [Fact]
    public void The_answer_to_a_question_is_what_its_call_came_to()
    {
        Calls(Which);
        bench.Raise(To(2, approve: null));
        Assert.Equal(("\"A-17\"", DispatchOutcome.Ok, "Turn"), (bench.Rows[(2, 1)].Result.Text, bench.Rows[(2, 1)].Outcome, bench.OpenRow().Step));
    }

    [Fact]
    public void A_request_nobody_answers_expires_and_the_model_hears_of_it()
    {
        Calls(Refund, Which);
        var early = new RequestExpired { RunId = bench.RunId, Seq = 2, Attempt = 1 };
        Assert.Equal("early", bench.Raise(early).Ignored);
        bench.Now += Hour;
        Assert.Equal(Rejections.RequestOver, Refused(To(2)));
        bench.Raise(early);
        Assert.Equal("expired", bench.Rows[(2, 1)].Error!.Type);
        Assert.Equal("stale", bench.Raise(early).Ignored);
        bench.Raise(early with { Seq = 3 });
        Assert.Equal("Turn", bench.OpenRow().Step);
    }

    [Fact]
    public void A_request_without_an_end_of_its_own_expires_after_a_week()
    {
        Calls(Refund with { Ask = Refund.Ask! with { Expires = null } });
        Assert.Equal(bench.Now + TimeSpan.FromDays(7), bench.Rows[(2, 1)].DueAt);
    }

    [Fact]
    public void A_forged_a_repeated_and_a_mismatched_answer_are_refused_and_recorded()
    {
        Calls(Refund, Which);
        Assert.Equal(Rejections.NoSuchRequest, Refused(To(2) with { RequestId = Guid.NewGuid() }));
        Assert.Equal(Rejections.OtherCall, Refused(To(2, hash: CallHash.Of("refund", new Json("""{"amount":9999,"order":"A-17"}""")))));
        Assert.Equal(Rejections.Invalid, Refused(To(2, approve: null)));
        bench.Raise(To(2));
        Assert.Equal(Rejections.RequestOver, Refused(To(2, approve: false)));
        Assert.Equal(4, bench.Run.Loop!.Refused);
        Assert.Equal(("ada", $"an answer was refused: {Rejections.RequestOver}"), (bench.Transitions[^1].By, bench.Transitions[^1].Detail));
        Assert.True(bench.Rows[(2, 1)].Request!.Answer!.Approved);
    }

    [Fact]
    public void Refusals_are_recorded_up_to_a_limit_so_that_nobody_fills_a_history_with_them()
    {
        Calls(Refund);
        for (var i = 0; i < 120; i++) Refused(To(2) with { RequestId = Guid.NewGuid() });
        Assert.Equal(100, bench.Run.Loop!.Refused);
        Assert.Equal(102, bench.Run.Version);
    }

    [Fact]
    public void The_hash_is_of_what_the_call_would_do_and_not_of_how_it_is_written()
        => Assert.Equal(CallHash.Of("refund", Refund.Input), CallHash.Of("refund", new Json("""{ "order": "A-17", "amount": 120 }""")));

    [Fact]
    public void R3_Nobody_can_report_for_a_call_that_is_not_approved()
    {
        Calls(Refund);
        var row = bench.Rows[(2, 1)];
        var forged = new StepCompleted { RunId = bench.RunId, Seq = 2, Attempt = 1, Nonce = row.Nonce, GivenVersion = row.StateVersion, StateVersion = row.StateVersion, Next = new Continuation.Result(Json.Of(1)) };
        Assert.Equal("stale", bench.Raise(forged).Ignored);
    }

    [Fact]
    public void An_approval_while_the_run_is_paused_counts_and_the_call_leaves_with_Resume()
    {
        Calls(Refund);
        bench.Raise(new PauseRun { RunId = bench.RunId });
        bench.Raise(To(2));
        Assert.Equal((RunState.Paused, DispatchPhase.Held), (bench.State, bench.Rows[(2, 1)].Phase));
        bench.Raise(new ResumeRun { RunId = bench.RunId });
        Assert.Equal(2, Assert.Single(bench.Sent).Seq);
    }

    [Fact]
    public void An_approved_call_that_fails_is_tried_again_without_asking_again()
    {
        Calls(Refund);
        bench.Raise(To(2));
        bench.Fail(2);
        Assert.Equal((2, DispatchPhase.Unsent), (bench.OpenRow(2).Attempt, bench.OpenRow(2).Phase));
        Assert.NotNull(StepMessages.Of(bench.Run, bench.OpenRow(2), bench.Limits).Approved);
    }

    [Fact]
    public void After_Retry_an_open_request_is_asked_anew_and_an_answer_to_the_old_one_is_refused()
    {
        Calls(Refund, Look);
        var old = To(2);
        bench.Raise(new StepFailed { RunId = bench.RunId, Seq = 3, Attempt = 1, Nonce = bench.OpenRow(3).Nonce, GivenVersion = 1, Park = true, Error = new StepError { Type = "bad-agent" } });
        Assert.Equal(RunState.Parked, bench.State);
        bench.Raise(new RetryRun { RunId = bench.RunId });
        Assert.Equal(Rejections.NoSuchRequest, Refused(old));
        bench.Raise(To(2));
        Assert.Contains(bench.Sent, r => r is { Seq: 2, Attempt: 2 });
    }
}
