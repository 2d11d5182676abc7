using System.Text.RegularExpressions;
using MassTransit;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Integration.Fleet;
using QueueAgents.Orchestration.Runs;
using Xunit;

namespace QueueAgents.Integration.Publish;

/// <summary>A service of another team: MassTransit, the contracts, and nothing else of ours.</summary>
public sealed class PublisherTests(Broker broker, Database database) : IAsyncLifetime
{
    private readonly string _key = $"ticket-{Guid.NewGuid():N}";
    private TestFleet _fleet = null!;
    private Uri _url = null!;

    public async ValueTask InitializeAsync()
    {
        _url = await broker.VirtualHostAsync();
        _fleet = await StartAsync(_url, []);
    }

    [Fact]
    public async Task A_published_task_is_heard_of_until_it_has_completed()
    {
        await using var publisher = await Publisher.StartAsync("publish", _url, "asking", "\"name\"", _key);

        var waiting = Parse<RunWaiting>(await publisher.WaitForLine(line => line.StartsWith("RunWaiting", StringComparison.Ordinal)));
        Assert.Equal("name?", waiting.Event.Question);
        await _fleet.Bus.Publish(new AnswerRun { RunId = waiting.Event.RunId, RequestId = waiting.Event.RequestId!.Value, Body = Json.Of("Ada") }, TestContext.Current.CancellationToken);
        var completed = Parse<RunCompleted>(await publisher.WaitForLine(line => line.StartsWith("RunCompleted", StringComparison.Ordinal)));

        Assert.Equal("\"Ada\"", completed.Event.Result.Text);
        Assert.Equal(_key, completed.Event.Key);
        // Sent again by another server, it would be the same message.
        Assert.Equal(MessageIds.OfMessage(completed.Event.RunId, completed.Event.Version, 0), completed.MessageId);
        Assert.Equal(0, await publisher.WaitForExitAsync());
    }

    [Fact]
    public async Task A_published_task_that_fails_or_is_cancelled_is_heard_of_too()
    {
        var (code, said) = await Publisher.RunAsync("publish", _url, "asking", "\"fail\"", _key);
        Assert.Equal((0, "no"), (code, Parse<RunFailed>(said).Event.Error.Message));

        await using var publisher = await Publisher.StartAsync("publish", _url, "asking", "\"name\"", $"{_key}-2");
        var waiting = Parse<RunWaiting>(await publisher.WaitForLine(line => line.StartsWith("RunWaiting", StringComparison.Ordinal)));
        await _fleet.Bus.Publish(new CancelRun { RunId = waiting.Event.RunId, Reason = "too late" }, TestContext.Current.CancellationToken);
        Assert.Equal("too late", Parse<RunCancelled>(await publisher.WaitForLine(line => line.StartsWith("RunCancelled", StringComparison.Ordinal))).Event.Reason);
    }

    [Fact]
    public async Task A_request_for_acceptance_is_answered_after_the_commit()
    {
        var (code, said) = await Publisher.RunAsync("accepted", _url, "asking", "\"name\"", _key);
        var accepted = Parse<RunAccepted>(said).Event;
        Assert.Equal(0, code);
        Assert.True(accepted.State is RunState.Queued or RunState.Running); // Queued until the worker's hello has come.
        Assert.NotNull(await _fleet.Runs.FindAsync(accepted.RunId, TestContext.Current.CancellationToken));

        (_, said) = await Publisher.RunAsync("accepted", _url, "asking", "\"another\"", _key);
        Assert.Equal(Rejections.DifferentBody, Parse<RunRejected>(said).Event.Code);
    }

    [Fact]
    public async Task A_request_for_the_end_is_answered_with_it_each_time_it_is_asked()
    {
        var first = await Publisher.RunAsync("end", _url, "counter", "3", _key);
        var again = await Publisher.RunAsync("end", _url, "counter", "3", _key);

        Assert.Equal("3", Parse<RunCompleted>(first.Said).Event.Result.Text);
        Assert.Equal(Parse<RunCompleted>(first.Said).Event, Parse<RunCompleted>(again.Said).Event);
        Assert.Equal("no", Parse<RunFailed>((await Publisher.RunAsync("end", _url, "asking", "\"fail\"", _key)).Said).Event.Error.Message);
        var refused = await Publisher.RunAsync("end", _url, "counter", "4", _key);
        Assert.Equal((1, "fault different-body: A run with this id or key was submitted with another body."), (refused.Code, refused.Said.Trim()));
    }

    [Fact]
    public async Task A_request_whose_server_is_gone_times_out_and_finds_its_run_when_it_is_asked_again()
    {
        await using var publisher = await Publisher.StartAsync("end", _url, "asking", "\"name\"", _key, seconds: 10);
        var runId = MessageIds.OfKey("default", "asking", _key);
        var waiting = await _fleet.UntilAsync(runId, RunState.Waiting);
        await _fleet.WithoutServerAsync(() => Task.CompletedTask);

        await _fleet.Bus.Publish(new AnswerRun { RunId = runId, RequestId = waiting.Wait!.RequestId!.Value, Body = Json.Of("Ada") }, TestContext.Current.CancellationToken);
        await _fleet.UntilAsync(runId, RunState.Completed);

        Assert.Equal(2, await publisher.WaitForExitAsync());
        Assert.Contains("timeout", publisher.Tail(), StringComparison.Ordinal);
        Assert.Equal("\"Ada\"", Parse<RunCompleted>((await Publisher.RunAsync("end", _url, "asking", "\"name\"", _key)).Said).Event.Result.Text);
    }

    [Fact]
    public async Task More_requests_than_may_wait_are_told_that_the_fleet_is_busy_and_begin_nothing()
    {
        var url = await broker.VirtualHostAsync();
        await using var fleet = await StartAsync(url, new() { ["QueueAgents:Requests"] = "1" });
        await using var waits = await Publisher.StartAsync("end", url, "asking", "\"name\"", _key);
        var waiting = await fleet.UntilAsync(MessageIds.OfKey("default", "asking", _key), RunState.Waiting);

        var (code, said) = await Publisher.RunAsync("end", url, "asking", "\"name\"", $"{_key}-2");
        Assert.Equal((1, "fault busy: 1 requests wait here for the end of their runs."), (code, said.Trim()));
        Assert.Null(await fleet.Runs.FindAsync(MessageIds.OfKey("default", "asking", $"{_key}-2"), TestContext.Current.CancellationToken));

        await fleet.Bus.Publish(new AnswerRun { RunId = waiting.RunId, RequestId = waiting.Wait!.RequestId!.Value, Body = Json.Of("Ada") }, TestContext.Current.CancellationToken);
        Assert.Equal(0, await waits.WaitForExitAsync());
        Assert.Equal(0, (await Publisher.RunAsync("end", url, "counter", "1", $"{_key}-3")).Code);
    }

    public async ValueTask DisposeAsync() => await _fleet.DisposeAsync();

    private async Task<TestFleet> StartAsync(Uri url, Dictionary<string, string?> settings)
        => await TestFleet.StartAsync(url, await database.CreateAsync(), worker => worker.Add<Counter>("counter").Add<Asking>("asking"), settings: settings);

    private static (Guid MessageId, T Event) Parse<T>(string said) where T : class
    {
        var line = Regex.Match(said, $"^{typeof(T).Name} (\\S+) (.+)$", RegexOptions.Multiline);
        Assert.True(line.Success, said);
        return (Guid.Parse(line.Groups[1].Value), new Json(line.Groups[2].Value).As<T>()!);
    }

    internal sealed class Asking : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        [Step(MaxAttempts = 1)]
        public Next Begin(StepContext<string> step)
            => step.State == "fail" ? throw new InvalidOperationException("no") : Next.Ask($"{step.State}?", then: nameof(Answered));

        public Next Answered(StepContext<string> step) => Next.Complete(step.Answer<string>());
    }
}
