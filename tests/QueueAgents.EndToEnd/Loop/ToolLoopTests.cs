using QueueAgents.Contracts;
using QueueAgents.EndToEnd.Fleet;
using QueueAgents.Orchestration.Runs;
using Xunit;
using static QueueAgents.EndToEnd.Loop.ScriptedModel;

namespace QueueAgents.EndToEnd.Loop;

/// <summary>A declared agent on a whole fleet: turns and calls are steps, and what was said is kept.</summary>
public sealed class ToolLoopTests
{
    [Fact]
    public async Task A_model_calls_tools_until_it_has_an_answer()
    {
        await using var one = await LoopFleet.StartAsync(null,
            _ => Call(("get_order", new { orderId = "A-17" })),
            m => Call(("refund", new { orderId = "A-17", amount = 120 })),
            m => Say($"done: {Results(m)[0]}"));
        var run = await one.SubmitAsync(LoopFleet.Clerk, "Refund order A-17");

        Assert.Equal("done: refunded 120", await one.ResultAsync<string>(run));
        Assert.Equal(["Begin", "get_order", "Turn", "refund", "Turn"], (await one.AttemptsAsync(run)).Select(a => a.Step));
        Assert.Equal(["user", "assistant", "tool", "assistant", "tool", "assistant"], (await one.TranscriptAsync(run)).Select(i => i.Kind));
        Assert.Equal(1, one.Notes.Count($"refund A-17 120 {EffectKey.Of(run, 4)}")); // R11
        Assert.Equal(new Spent(3, 300, 0), (await one.Fleet.Runs.FindAsync(run, CancellationToken.None))!.Loop!.Spent);
    }

    [Fact]
    public async Task Calls_of_one_turn_run_side_by_side_and_are_answered_together_in_their_order()
    {
        IReadOnlyList<string> read = [];
        await using var one = await LoopFleet.StartAsync(null,
            _ => Call(("get_order", new { orderId = "slow" }), ("get_order", new { orderId = "A-2" }), ("get_order", new { orderId = "B-3" })),
            m => Say((read = Results(m)).Count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var run = await one.SubmitAsync(LoopFleet.Clerk, "three");
        await one.ReachesAsync(run, RunState.Running);
        one.Notes.Open("order");

        Assert.Equal("3", await one.ResultAsync<string>(run));
        Assert.Equal(("order slow: 120 EUR", "order A-2: 120 EUR"), (read[0], read[1]));
        Assert.Equal("Error: There is no order 'B-3'. Try next: ask the customer for the id; it begins with A.", read[2]);
    }

    [Fact]
    public async Task A_call_of_an_unknown_tool_or_with_wrong_arguments_is_recorded_and_told_to_the_model()
    {
        IReadOnlyList<string> read = [];
        await using var one = await LoopFleet.StartAsync(a => a.Allow("get_order"),
            _ => Call(("fly", new { }), ("get_order", new { id = 1 }), ("refund", new { orderId = "A-1", amount = 1 })),
            m => Say((read = Results(m)).Count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var run = await one.SubmitAsync(LoopFleet.Clerk, "?");

        Assert.Equal("3", await one.ResultAsync<string>(run));
        Assert.Contains("There is no tool 'fly'", read[0], StringComparison.Ordinal);
        Assert.Contains("fit this JSON schema", read[1], StringComparison.Ordinal);
        Assert.Contains("not allowed", read[2], StringComparison.Ordinal);
        Assert.Equal(["unknown-tool", "bad-arguments", "not-allowed"], (await one.AttemptsAsync(run)).Where(a => a.Kind == StepKind.Item).Select(a => a.Error!.Type));
        Assert.DoesNotContain(one.Notes.Lines, line => line.StartsWith("refund", StringComparison.Ordinal));
    }

    [Fact]
    public async Task R11_A_letter_whose_worker_died_is_not_posted_again_and_the_model_is_told()
    {
        await using var one = await LoopFleet.StartAsync(null, _ => Call(("send_letter", new { to = "Ada" })), m => Say(Results(m)[0]));
        var run = await one.SubmitAsync(LoopFleet.Clerk, "write to Ada");
        await one.Notes.Reads("letter to Ada");

        await one.StopAsync();
        one.Notes.Open("letter");
        await one.StartAgainAsync(LoopFleet.Serving(null, null, _ => Call(("send_letter", new { to = "Ada" })), m => Say(Results(m)[0])));

        Assert.StartsWith("Error: Nobody knows whether 'send_letter' was done", await one.ResultAsync<string>(run), StringComparison.Ordinal);
        Assert.Equal(1, one.Notes.Count("letter to Ada"));
    }

    [Fact]
    public async Task A_worker_that_knows_nothing_of_a_run_reads_its_transcript_and_goes_on()
    {
        await using var one = await LoopFleet.StartAsync(null, _ => Call(("get_order", new { orderId = "A-1" })), _ => Call(("get_order", new { orderId = "slow" })));
        var run = await one.SubmitAsync(LoopFleet.Clerk, "begin");
        await one.Notes.Reads("turn 1");
        await one.StopAsync();
        one.Notes.Open("order");

        IReadOnlyList<string> said = [];
        await one.StartAgainAsync(LoopFleet.Serving(null, null, _ => Say("?"), _ => Call(("get_order", new { orderId = "slow" })), m =>
        {
            said = [.. m.Select(x => x.Role.Value)];
            return Say("went on");
        }));

        Assert.Equal("went on", await one.ResultAsync<string>(run));
        Assert.Equal(["user", "assistant", "tool", "assistant", "tool"], said);
    }

    [Fact]
    public async Task A_result_of_a_type_is_asked_for_once_more_and_then_the_run_fails()
    {
        await using var one = await LoopFleet.StartAsync(a => a.Returns<Verdict>(), _ => Say("no JSON"), _ => Say("""{"ok":true,"why":"paid twice"}"""));
        Assert.Equal(new Verdict(true, "paid twice"), await one.ResultAsync<Verdict>(await one.SubmitAsync(LoopFleet.Clerk, "judge")));

        await using var other = await LoopFleet.StartAsync(a => a.Returns<Verdict>(), _ => Say("no JSON"), _ => Say("still none"));
        Assert.Equal("bad-answer", (await other.EndAsync(await other.SubmitAsync(LoopFleet.Clerk, "judge"))).Error?.Type);
    }

    [Fact]
    public async Task Another_agent_is_a_tool_and_shares_the_budget()
    {
        await using var one = await OneFleet.StartAsync(worker =>
        {
            worker.AddModel("boss", services => new ScriptedModel((Notebook)services.GetService(typeof(Notebook))!,
                _ => Call(("helper", new { task = "count to two" }), ("helper", new { task = "count to three" })), m => Say(string.Join(" and ", Results(m)))));
            worker.AddModel("hand", services => new ScriptedModel((Notebook)services.GetService(typeof(Notebook))!, m => Say($"did: {m[^1].Text}")));
            worker.Add("boss", a => a.Model("boss").Agent("helper", "Counts.").Budget(turns: 9));
            worker.Add("helper", a => a.Model("hand"));
        });
        var run = await one.SubmitAsync("boss", "count");

        Assert.Equal("did: count to two and did: count to three", await one.ResultAsync<string>(run));
        var boss = await one.Fleet.Runs.FindAsync(run, CancellationToken.None);
        Assert.Equal((4, new Budget { Turns = 4 }), (boss!.Loop!.Spent.Turns, boss.Loop.Share));
        var child = await one.Fleet.Runs.FindAsync((await one.AttemptsAsync(run)).First(a => a.Kind == StepKind.Child).ChildRunId!.Value, CancellationToken.None);
        Assert.Equal(4, child!.Loop!.Budget!.Turns);
    }

    public sealed record Verdict(bool Ok, string Why);
}
