using System.Net;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Contracts;
using QueueAgents.EndToEnd.Fleet;
using QueueAgents.EndToEnd.Loop;
using QueueAgents.TestNodes;
using Xunit;
using static QueueAgents.EndToEnd.Http.Requests;
using static QueueAgents.EndToEnd.Loop.ScriptedModel;

namespace QueueAgents.EndToEnd.Http;

/// <summary>What people are asked, over HTTP.</summary>
public sealed class RequestTests
{
    private readonly Notebook _notes = new();

    private Task<HttpFleet> StartAsync() => HttpFleet.StartAsync(
        LoopFleet.Serving(_notes, a => a.AskUser().Approve("refund", question: "A refund."),
            _ => Call(("refund", new { orderId = "A-1", amount = 120 }), ("ask_user", new { question = "To which account?" })),
            m => Say(string.Join(" | ", Results(m)))),
        configure: builder => builder.Services.AddSingleton(_notes));

    private static async Task<System.Text.Json.JsonElement[]> PendingAsync(HttpFleet fleet, Guid run, int count)
    {
        System.Text.Json.JsonElement[] pending = [];
        await Eventually.Async($"{count} requests", async () =>
        {
            pending = [.. (await fleet.Client.OkAsync($"/v1/runs/{run}/requests")).GetProperty("requests").EnumerateArray()];
            return pending.Length == count;
        });
        return pending;
    }

    [Fact]
    public async Task Requests_are_listed_with_all_that_is_needed_to_answer_them_and_answered_one_by_one()
    {
        await using var fleet = await StartAsync();
        var run = await fleet.Client.StartAsync(LoopFleet.Clerk, "\"refund it\"");
        var pending = await PendingAsync(fleet, run, 2);
        var (approval, question) = (pending[0], pending[1]);

        Assert.Equal(("approval", "refund", "A refund.", 120), (approval.GetProperty("kind").GetString(), approval.GetProperty("tool").GetString(),
            approval.GetProperty("text").GetString(), approval.GetProperty("arguments").GetProperty("amount").GetInt32()));
        Assert.Equal(("question", "To which account?"), (question.GetProperty("kind").GetString(), question.GetProperty("text").GetString()));
        Assert.Equal(2, (await fleet.Client.OkAsync("/v1/requests")).GetProperty("requests").GetArrayLength());
        var view = await fleet.Client.ReachesAsync(run, RunState.Waiting);
        Assert.Equal((2, 1), (view.GetProperty("asked").GetInt32(), view.GetProperty("spent").GetProperty("turns").GetInt32()));

        var (approve, answer) = (Address(run, approval), Address(run, question));
        await fleet.Client.RefusedAsync(Post(approve, """{"approve":true,"hash":"of another call"}"""), HttpStatusCode.Conflict, "other-call");
        await fleet.Client.RefusedAsync(Post(approve, """{"body":"yes"}"""), HttpStatusCode.BadRequest, "invalid");
        await fleet.Client.RefusedAsync(Post($"/v1/runs/{run}/requests/{Guid.NewGuid()}", """{"approve":true}"""), HttpStatusCode.Conflict, "no-such-request");
        await fleet.Client.OkAsync(Post(approve, $$"""{"approve":true,"hash":"{{approval.GetProperty("hash").GetString()}}","reason":"fine"}"""), HttpStatusCode.Accepted);
        // Once the call it was about has ended, the request is no longer there to be over.
        await fleet.Client.RefusedAsync(Post(approve, $$"""{"approve":false,"hash":"{{approval.GetProperty("hash").GetString()}}"}"""), HttpStatusCode.Conflict, "request-over", "no-such-request");
        await fleet.Client.OkAsync(Post(answer, """{"body":"the old one"}"""), HttpStatusCode.Accepted);

        var end = await fleet.Client.ReachesAsync(run, RunState.Completed);
        Assert.Equal("refunded 120 | the old one", end.GetProperty("result").GetString());
        Assert.Empty(await PendingAsync(fleet, run, 0));
    }

    [Fact]
    public async Task What_was_said_is_read_page_by_page()
    {
        await using var fleet = await StartAsync();
        var run = await fleet.Client.StartAsync(LoopFleet.Clerk, "\"refund it\"");
        await PendingAsync(fleet, run, 2);

        var first = await fleet.Client.OkAsync($"/v1/runs/{run}/transcript?limit=1");
        var second = await fleet.Client.OkAsync($"/v1/runs/{run}/transcript?limit=10&after={first.GetProperty("next").GetInt32()}");

        Assert.Equal(("user", "assistant"), (first.GetProperty("items")[0].GetProperty("kind").GetString(), second.GetProperty("items")[0].GetProperty("kind").GetString()));
        Assert.False(second.TryGetProperty("next", out _));
    }

    private static string Address(Guid run, System.Text.Json.JsonElement request) => $"/v1/runs/{run}/requests/{request.GetProperty("id").GetString()}";
}
