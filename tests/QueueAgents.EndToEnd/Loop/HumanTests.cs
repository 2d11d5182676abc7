using QueueAgents.Contracts;
using QueueAgents.Embedded;
using QueueAgents.EndToEnd.Fleet;
using Xunit;
using static QueueAgents.EndToEnd.Loop.ScriptedModel;

namespace QueueAgents.EndToEnd.Loop;

/// <summary>People approve calls and answer questions, on a whole fleet.</summary>
public sealed class HumanTests
{
    private static Task<OneFleet> StartAsync(TimeSpan? expires = null) => LoopFleet.StartAsync(
        a => a.Approve("refund", when: args => args.Decimal("amount") > 100m, expires, question: "A large refund."),
        _ => Call(("refund", new { orderId = "A-1", amount = 50 }), ("refund", new { orderId = "A-2", amount = 120 })),
        m => Say(string.Join(" | ", Results(m))));

    [Fact]
    public async Task A_call_above_the_limit_waits_for_its_approval_and_the_one_below_does_not()
    {
        await using var one = await StartAsync();
        var run = await one.SubmitAsync(LoopFleet.Clerk, "refund both");
        var pending = Assert.Single(await one.AsksAsync(run));
        await one.ReachesAsync(run, RunState.Waiting);
        Assert.Equal(1, one.Notes.Count($"refund A-1 50 {EffectKey.Of(run, 2)}"));
        Assert.Equal("""{"amount":120,"orderId":"A-2"}""", pending.Row!.Input.Canonical().Text);

        await one.AnswerAsync(pending, reason: "known customer");

        Assert.Equal("refunded 50 | refunded 120", await one.ResultAsync<string>(run));
        Assert.Equal(1, one.Notes.Count($"refund A-2 120 {EffectKey.Of(run, 3)}"));
        Assert.Contains(await one.HistoryAsync(run), t => t is { By: "ada", Detail: "approved: known customer" });
    }

    [Fact]
    public async Task A_denied_call_is_not_made_and_the_model_reads_why()
    {
        await using var one = await StartAsync();
        var run = await one.SubmitAsync(LoopFleet.Clerk, "refund both");
        await one.AnswerAsync(Assert.Single(await one.AsksAsync(run)), approve: false, reason: "too much");

        Assert.Contains("too much", await one.ResultAsync<string>(run), StringComparison.Ordinal);
        Assert.DoesNotContain(one.Notes.Lines, line => line.StartsWith("refund A-2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_approval_nobody_gives_expires_and_the_model_hears_of_it()
    {
        await using var one = await StartAsync(TimeSpan.FromMilliseconds(200));
        Assert.Contains("Nobody has approved this call in time", await one.ResultAsync<string>(await one.SubmitAsync(LoopFleet.Clerk, "refund both")), StringComparison.Ordinal);
        Assert.DoesNotContain(one.Notes.Lines, line => line.StartsWith("refund A-2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_for_another_call_and_a_second_one_are_refused()
    {
        await using var one = await StartAsync();
        var run = await one.SubmitAsync(LoopFleet.Clerk, "refund both");
        var pending = Assert.Single(await one.AsksAsync(run));

        var other = await Assert.ThrowsAsync<RunRefusedException>(() => one.AnswerAsync(pending, hash: CallHash.Of("refund", new Json("""{"orderId":"A-2","amount":9999}"""))));
        await one.AnswerAsync(pending);
        await one.ResultAsync<string>(run);

        Assert.Equal(Rejections.OtherCall, other.Code);
        Assert.Equal(Rejections.WrongState, (await Assert.ThrowsAsync<RunRefusedException>(() => one.AnswerAsync(pending))).Code);
        Assert.Contains(await one.HistoryAsync(run), t => t.Detail == $"an answer was refused: {Rejections.OtherCall}");
    }

    [Fact]
    public async Task A_model_may_ask_a_person()
    {
        await using var one = await LoopFleet.StartAsync(a => a.AskUser(), _ => Call(("ask_user", new { question = "Which order?" })), m => Say($"it is {Results(m)[0]}"));
        var run = await one.SubmitAsync(LoopFleet.Clerk, "refund it");
        var pending = Assert.Single(await one.AsksAsync(run));
        Assert.Equal("Which order?", pending.Row!.Request!.Text);

        await one.AnswerAsync(pending, approve: null, body: "A-17");

        Assert.Equal("it is A-17", await one.ResultAsync<string>(run));
    }

    [Fact]
    public async Task A_pending_approval_outlives_the_fleet()
    {
        await using var one = await StartAsync();
        var run = await one.SubmitAsync(LoopFleet.Clerk, "refund both");
        await one.AsksAsync(run);
        await one.StopAsync();
        await one.StartAgainAsync(LoopFleet.Serving(null, a => a.Approve("refund", args => args.Decimal("amount") > 100m),
            _ => Say("?"), m => Say(string.Join(" | ", Results(m)))));

        await one.AnswerAsync(Assert.Single(await one.AsksAsync(run)));

        Assert.Equal("refunded 50 | refunded 120", await one.ResultAsync<string>(run));
    }
}
