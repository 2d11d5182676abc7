using QueueAgents.Contracts;
using QueueAgents.Orchestration.History;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Unit.Runs;

public sealed class ChainTests
{
    private readonly Bench bench = new();

    [Fact]
    public void R4_k_messages_folded_are_k_transitions_and_one_change()
    {
        bench.Submit();
        var outcome = bench.Completed(new Continuation.Step("Next", Json.None));
        bench.Together(bench.Say(new SignalRun { RunId = bench.RunId, Name = "go" }), bench.Say(outcome), bench.Say(new PauseRun { RunId = bench.RunId }), bench.Say(outcome));
        Assert.Equal((1, 4), (bench.LastChange!.ExpectedVersion, bench.LastChange.Run.Version));
        Assert.Equal([2, 3, 4], bench.LastChange.Transitions.Select(t => t.Version));
    }

    [Fact]
    public void A_run_submitted_and_cancelled_in_one_batch_is_never_dispatched()
    {
        bench.Together(bench.Say(new SubmitRun { RunId = bench.RunId, Agent = Bench.Agent }), bench.Say(new CancelRun { RunId = bench.RunId }));
        Assert.Equal((RunState.Cancelled, 0, 2), (bench.State, bench.Sent.Count, bench.Run.Version));
        Assert.Equal(DispatchOutcome.Superseded, bench.Rows[(1, 1)].Outcome);
    }

    [Fact]
    public void A_decision_that_throws_parks_its_run_and_later_messages_of_the_batch_are_decided_on_that()
    {
        bench.Submit();
        var boom = bench.Completed(new Continuation.Ask("Really?", "Then", TimeSpan.MaxValue));
        bench.Together(bench.Say(boom), bench.Say(new PauseRun { RunId = bench.RunId }), bench.Say(new RetryRun { RunId = bench.RunId }));
        Assert.Equal([RunState.Running, RunState.Parked, RunState.Running], bench.Transitions.Select(t => t.To));
        Assert.Equal(2, bench.OpenRow().Attempt);
    }

    [Fact]
    public async Task A_decision_that_throws_on_a_run_that_is_not_there_makes_none()
    {
        var chain = new Chain(bench.RunId, new LoadedRun(null, [], [], []));
        var moment = new Moment(bench.Now, Guid.NewGuid(), new Limits(), Guid.NewGuid, _ => throw new InvalidOperationException("boom"));
        var decision = await new RunMachine().RaiseAsync(chain, new SubmitRun { RunId = bench.RunId, Agent = "a" }, new Cause(Guid.NewGuid()), moment);
        Assert.Equal("threw", decision.Ignored);
        Assert.False(chain.Changed);
    }

    [Fact]
    public void Every_transition_keeps_the_way_back_to_the_document_before_it()
    {
        bench.Submit();
        string[] documents = ["""{"n":1}""", """{"n":2,"more":[1]}""", """{"n":2,"more":[1,2]}"""];
        foreach (var document in documents) bench.Complete(new Continuation.Step("Next", Json.None), state: document);
        var text = bench.Run.Document.Text;
        foreach (var (transition, before) in bench.Transitions.AsEnumerable().Reverse().Zip([documents[1], documents[0], null]))
        {
            text = JsonDiff.Apply(text, transition.ReverseDiff!);
            Assert.Equal(before, text);
        }
    }

    [Fact]
    public void R9_ids_of_messages_follow_from_the_run_its_version_and_their_place()
    {
        bench.Submit();
        bench.Complete(new Continuation.Complete(Json.None));
        Assert.Equal(MessageIds.OfMessage(bench.RunId, 2, 0), bench.Messages.Single(m => m.Message is RunCompleted).Id);
    }

    [Fact]
    public void R11_the_first_step_of_a_run_and_its_repeats_carry_one_effect_key()
        => Assert.Equal($"{bench.RunId:N}/1/mail", EffectKey.Of(bench.RunId, 1, "mail"));
}
