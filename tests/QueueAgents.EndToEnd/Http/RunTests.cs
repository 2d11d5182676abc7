using System.Net;
using QueueAgents.Contracts;
using Xunit;
using static QueueAgents.EndToEnd.Http.Requests;

namespace QueueAgents.EndToEnd.Http;

/// <summary>One run's life over HTTP: started, looked at, spoken with, steered.</summary>
public sealed class RunTests : IAsyncLifetime
{
    private HttpFleet _fleet = null!;

    private HttpClient Client => _fleet.Client;

    public async ValueTask InitializeAsync() => _fleet = await HttpFleet.StartAsync(TalkingAgents.Add);

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task A_run_is_started_signalled_answered_and_completes()
    {
        var run = await Client.StartAsync("greeter", "\"Ada\"");
        await Client.ReachesAsync(run, RunState.Waiting);

        await Client.OkAsync(Post($"/v1/runs/{run}/signals", """{"name":"go","body":"now"}"""), HttpStatusCode.Accepted);
        await TestNodes.Eventually.Async("it asks", async () => (await Client.OkAsync($"/v1/runs/{run}")).GetProperty("wait").GetProperty("kind").GetString() == "answer");
        var request = (await Client.OkAsync($"/v1/runs/{run}")).GetProperty("wait").GetProperty("requestId").GetGuid();
        await Client.OkAsync(Post($"/v1/runs/{run}/answers", $$"""{"requestId":"{{request}}","body":"well"}"""), HttpStatusCode.Accepted);

        var end = await Client.ReachesAsync(run, RunState.Completed);
        Assert.Equal("Ada is well", end.GetProperty("result").GetString());
        Assert.Equal("now", end.GetProperty("document").GetProperty("signal").GetString());
    }

    [Fact]
    public async Task The_same_submission_again_is_the_same_run_and_another_one_under_its_key_is_refused()
    {
        var first = await Client.SendAsync(Post("/v1/runs", """{"agent":"greeter","input":{"a":1,"b":[2]}}""").With("Idempotency-Key", "ticket 1"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Matches("^/v1/runs/[0-9a-f-]{36}$", first.Headers.Location!.ToString());
        Assert.Matches("^\"[0-9]+\"$", first.Headers.ETag!.ToString());

        var again = await Client.OkAsync(Post("/v1/runs", """{ "input": {"b":[2], "a":1}, "key": "ticket 1", "agent": "greeter" }"""), HttpStatusCode.Accepted);
        Assert.True(again.GetProperty("already").GetBoolean());
        Assert.EndsWith(again.GetProperty("runId").GetString()!, first.Headers.Location.ToString(), StringComparison.Ordinal);

        await Client.RefusedAsync(Post("/v1/runs", """{"agent":"greeter","input":3}""").With("Idempotency-Key", "ticket 1"), HttpStatusCode.UnprocessableEntity, "different-body");
        await Client.RefusedAsync(Post("/v1/runs", """{"agent":"greeter","key":"ticket 2"}""").With("Idempotency-Key", "ticket 1"), HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task An_order_is_carried_out_only_at_the_version_it_names()
    {
        var run = await Client.StartAsync("greeter", "\"Ada\"");
        var version = (await Client.ReachesAsync(run, RunState.Waiting)).GetProperty("version").GetInt32();

        await Client.RefusedAsync(Post($"/v1/runs/{run}/pause").With("If-Match", $"\"{version + 1}\""), HttpStatusCode.PreconditionFailed, "stale-version");
        var paused = await Client.OkAsync(Post($"/v1/runs/{run}/pause").With("If-Match", $"\"{version}\""), HttpStatusCode.Accepted);
        Assert.Equal(version + 1, paused.GetProperty("version").GetInt32());
        await Client.RefusedAsync(Post($"/v1/runs/{run}/resume").With("If-Match", $"\"{version}\""), HttpStatusCode.PreconditionFailed, "stale-version");
        await Client.OkAsync(Post($"/v1/runs/{run}/resume", "{}").With("If-Match", "*"), HttpStatusCode.Accepted);
        await Client.OkAsync(Post($"/v1/runs/{run}/cancel", """{"reason":"no need"}"""), HttpStatusCode.Accepted);
        await Client.RefusedAsync(Post($"/v1/runs/{run}/retry"), HttpStatusCode.Conflict, "wrong-state");

        var last = (await Client.OkAsync($"/v1/runs/{run}/transitions?after={version + 2}")).GetProperty("transitions")[0];
        Assert.Equal(("local", "no need", "cancelled"), (last.GetProperty("by").GetString(), last.GetProperty("detail").GetString(), last.GetProperty("to").GetString()));
    }

    [Fact]
    public async Task A_failed_run_is_retried()
    {
        var run = await Client.StartAsync("breaker", "\"Ada\"");
        await Client.ReachesAsync(run, RunState.Failed);
        await Client.OkAsync(Post($"/v1/runs/{run}/retry"), HttpStatusCode.Accepted);
        await Client.ReachesAsync(run, RunState.Failed);
        var attempts = await Client.OkAsync($"/v1/runs/{run}/attempts");
        Assert.Equal([1, 2], attempts.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("attempt").GetInt32()));
        Assert.DoesNotContain("nonce", attempts.ToString(), StringComparison.OrdinalIgnoreCase); // R3
    }
}
