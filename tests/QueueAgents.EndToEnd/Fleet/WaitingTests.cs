using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Embedded;
using Xunit;

namespace QueueAgents.EndToEnd.Fleet;

/// <summary>Waiting for people, signals and time.</summary>
public sealed class WaitingTests
{
    [Fact]
    public async Task A_question_is_asked_and_its_answer_goes_to_the_next_step()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Asker>("asker"));
        var run = await one.SubmitAsync("asker", "who?");

        var asking = await one.ReachesAsync(run, RunState.Waiting);
        Assert.Equal("who?", asking.Question);
        var refused = await Assert.ThrowsAsync<RunRefusedException>(() => one.Fleet.AnswerAsync(
            new AnswerRun { RunId = run, RequestId = Guid.NewGuid(), Body = Json.Of("nobody asked") }, Ct));
        Assert.Equal(Rejections.NoSuchRequest, refused.Code);

        await one.Fleet.AnswerAsync(new AnswerRun { RunId = run, RequestId = asking.RequestId!.Value, Body = Json.Of("the board") }, Ct);

        Assert.Equal("the board", await one.ResultAsync<string>(run));
    }

    [Fact]
    public async Task A_signal_that_comes_before_its_wait_is_kept_once()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Signalled>("signalled"));
        var run = await one.SubmitAsync("signalled", new Signalled.Plan(Gate: "early", Timeout: null));
        await one.Notes.Reads("begun");

        var first = await one.Fleet.SignalAsync(new SignalRun { RunId = run, Name = "paid", Body = Json.Of(12), ClientKey = "k" }, Ct);
        var second = await one.Fleet.SignalAsync(new SignalRun { RunId = run, Name = "paid", Body = Json.Of(13), ClientKey = "k" }, Ct);
        one.Notes.Open("early");

        Assert.Equal("12", await one.ResultAsync<string>(run));
        Assert.False(first.Already);
        Assert.True(second.Already);
    }

    [Fact]
    public async Task A_signal_ends_its_wait()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Signalled>("signalled"));
        var run = await one.SubmitAsync("signalled", new Signalled.Plan(Gate: null, Timeout: null));
        await one.ReachesAsync(run, RunState.Waiting);

        await one.Fleet.SignalAsync(new SignalRun { RunId = run, Name = "unpaid", Body = Json.Of(1) }, Ct);
        await one.Fleet.SignalAsync(new SignalRun { RunId = run, Name = "paid", Body = Json.Of(7) }, Ct);

        Assert.Equal("7", await one.ResultAsync<string>(run));
    }

    [Fact]
    public async Task A_wait_that_takes_too_long_goes_on_without_a_signal()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Signalled>("signalled"));

        var run = await one.SubmitAsync("signalled", new Signalled.Plan(Gate: null, Timeout: TimeSpan.FromMilliseconds(200)));

        Assert.Equal("timed out", await one.ResultAsync<string>(run));
    }

    [Fact]
    public async Task A_sleep_survives_a_restart()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Sleeper>("sleeper"));
        var run = await one.SubmitAsync("sleeper", TimeSpan.FromSeconds(1));
        await one.ReachesAsync(run, RunState.Waiting);

        await one.StopAsync();
        await one.StartAgainAsync(worker => worker.Add<Sleeper>("sleeper"));

        Assert.True(await one.ResultAsync<TimeSpan>(run) >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_deadline_ends_a_run_wherever_it_is()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Sleeper>("sleeper").Add<Asker>("asker"));

        var asleep = await one.SubmitAsync("sleeper", TimeSpan.FromHours(1), deadline: TimeSpan.FromMilliseconds(500));
        var asking = await one.SubmitAsync("asker", "anyone?", deadline: TimeSpan.FromMilliseconds(500));

        Assert.Equal("deadline", (await one.EndAsync(asleep)).Error?.Type);
        Assert.Equal("deadline", (await one.EndAsync(asking)).Error?.Type);
    }

    private sealed class Asker : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        public Next Begin(StepContext<string> step) => Next.Ask(step.State, then: nameof(Hear));

        public Next Hear(StepContext<string> step) => Next.Complete(step.Answer<string>());
    }

    private sealed class Signalled(Notebook notes) : StepAgent<Signalled.Plan, Signalled.Plan, string>
    {
        public override Plan Start(Plan input) => input;

        public async Task<Next> Begin(StepContext<Plan> step)
        {
            notes.Write("begun");
            if (step.State.Gate is { } gate) await notes.Gate(gate, step.CancellationToken);
            return Next.WaitFor("paid", step.State.Timeout, then: nameof(Take));
        }

        public Next Take(StepContext<Plan> step) => Next.Complete(step.TimedOut ? "timed out" : $"{step.Signal<int>()}");

        internal sealed record Plan(string? Gate, TimeSpan? Timeout);
    }

    private sealed class Sleeper(TimeProvider time) : StepAgent<TimeSpan, Sleeper.Night, TimeSpan>
    {
        public override Night Start(TimeSpan input) => new(input, time.GetUtcNow());

        public Next Begin(StepContext<Night> step) => Next.Sleep(step.State.Length, then: nameof(Wake));

        public Next Wake(StepContext<Night> step) => Next.Complete(time.GetUtcNow() - step.State.Began);

        internal sealed record Night(TimeSpan Length, DateTimeOffset Began);
    }
}
