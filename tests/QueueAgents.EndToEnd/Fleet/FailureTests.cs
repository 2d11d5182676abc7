using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.TestNodes;
using QueueAgents.Worker;
using Xunit;

namespace QueueAgents.EndToEnd.Fleet;

/// <summary>Steps that fail, hang or take too long.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task A_step_that_fails_is_repeated_after_its_back_off_until_it_succeeds()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Flaky>("flaky"));

        var run = await one.SubmitAsync("flaky", 2);

        Assert.Equal(3, await one.ResultAsync<int>(run));
        var attempts = await one.AttemptsAsync(run);
        Assert.Equal([1, 2, 3], attempts.Select(attempt => attempt.Attempt));
        Assert.Equal([1, 1, 1], attempts.Select(attempt => attempt.Seq));
        Assert.True(attempts[1].EndedAt - attempts[0].EndedAt >= TimeSpan.FromMilliseconds(200), "The second attempt came too early.");
        Assert.True(attempts[2].EndedAt - attempts[1].EndedAt >= TimeSpan.FromMilliseconds(400), "The third attempt came too early.");
    }

    [Fact]
    public async Task Attempts_end()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Flaky>("flaky"));

        var run = await one.SubmitAsync("flaky", 99);

        var end = await one.EndAsync(run);
        Assert.Equal((RunState.Failed, "InvalidOperationException", "not yet"), (end.State, end.Error?.Type, end.Error?.Message));
        Assert.Equal(3, (await one.AttemptsAsync(run)).Count);
    }

    [Fact]
    public async Task An_error_that_is_declared_useless_to_repeat_is_not_repeated()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Stubborn>("stubborn"));

        var run = await one.SubmitAsync("stubborn", "");

        Assert.Equal("FormatException", (await one.EndAsync(run)).Error?.Type);
        Assert.Single(await one.AttemptsAsync(run));
    }

    [Theory]
    [InlineData(nameof(Slow.Hang), "timeout")]
    [InlineData(nameof(Slow.Silent), "heartbeat")]
    public async Task A_step_that_takes_too_long_is_cancelled_and_fails(string step, string error)
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Slow>("slow"));

        var run = await one.SubmitAsync("slow", step);

        Assert.Equal(error, (await one.EndAsync(run)).Error?.Type);
        await one.Notes.Reads("cancelled");
    }

    [Fact]
    public async Task A_step_that_says_it_goes_on_may_go_on()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Slow>("slow"));

        Assert.Equal("alive", await one.ResultAsync<string>(await one.SubmitAsync("slow", nameof(Slow.Beating))));
    }

    [Fact]
    public async Task Cancelling_a_run_cancels_its_running_step_at_once()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Slow>("slow"));
        var run = await one.SubmitAsync("slow", nameof(Slow.Endless));
        await one.Notes.Reads("endless");

        await one.Fleet.CancelAsync(new CancelRun { RunId = run, Reason = "enough", By = "a test" }, Ct);

        Assert.Equal(RunState.Cancelled, (await one.EndAsync(run)).State);
        await one.Notes.Reads("cancelled");
        Assert.Equal("a test", (await one.HistoryAsync(run))[^1].By);
    }

    [Fact]
    public async Task A_failed_run_that_is_retried_goes_on_with_the_same_step()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Mended>("mended"));
        var run = await one.SubmitAsync("mended", "");
        Assert.Equal(RunState.Failed, (await one.EndAsync(run)).State);

        one.Notes.Open("mended");
        await one.Fleet.RetryAsync(new RetryRun { RunId = run }, Ct);
        await one.ReachesAsync(run, RunState.Completed);

        var keys = one.Notes.Lines;
        Assert.Equal(2, keys.Count);
        Assert.Single(keys.Distinct());
        Assert.Equal([(1, 1), (2, 1), (2, 2)], (await one.AttemptsAsync(run)).Select(attempt => (attempt.Seq, attempt.Attempt)));
    }

    [Fact]
    public async Task A_step_that_takes_its_process_down_again_and_again_is_given_up()
    {
        void Agents(WorkerBuilder worker) => worker.Add<Deadly>("deadly");
        await using var one = await OneFleet.StartAsync(Agents, new Limits { MaxLost = 2 });
        var run = await one.SubmitAsync("deadly", "");

        for (var deaths = 1; deaths <= 3; deaths++)
        {
            await Eventually.Async($"start {deaths}", () => one.Notes.Count("begun") == deaths);
            await one.StopAsync();
            await one.StartAgainAsync(Agents);
        }

        Assert.Equal((RunState.Failed, "lost"), ((await one.EndAsync(run)).State, (await one.EndAsync(run)).Error?.Type));
        Assert.Equal(3, one.Notes.Count("begun"));
    }

    private sealed class Deadly(Notebook notes) : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        public async Task<Next> Begin(StepContext<string> step)
        {
            notes.Write("begun");
            await notes.Gate("never", CancellationToken.None);
            return Next.Complete("alive");
        }
    }

    private sealed class Flaky : StepAgent<int, int, int>
    {
        public override int Start(int input) => input;

        [Step(MaxAttempts = 3, FirstDelay = "00:00:00.2", Factor = 2, Jitter = 0)]
        public Next Begin(StepContext<int> step)
            => step.Attempt > step.State ? Next.Complete(step.Attempt) : throw new InvalidOperationException("not yet");
    }

    private sealed class Stubborn : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        [Step(NonRetryable = [typeof(FormatException)])]
        public Next Begin(StepContext<string> step) => throw new FormatException("never");
    }

    private sealed class Slow(Notebook notes, TimeProvider time) : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        public Next Begin(StepContext<string> step) => Next.Step(step.State);

        [Step(Timeout = "00:00:00.3", MaxAttempts = 1)]
        public Task<Next> Hang(StepContext<string> step, CancellationToken ct) => ForEver(ct);

        [Step(Heartbeat = "00:00:00.3", MaxAttempts = 1)]
        public Task<Next> Silent(StepContext<string> step, CancellationToken ct) => ForEver(ct);

        public Task<Next> Endless(StepContext<string> step, CancellationToken ct)
        {
            notes.Write("endless");
            return ForEver(ct);
        }

        [Step(Heartbeat = "00:00:01")]
        public async Task<Next> Beating(StepContext<string> step, CancellationToken ct)
        {
            for (var i = 0; i < 15; i++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, ct);
                step.Heartbeat();
            }

            return Next.Complete("alive");
        }

        private async Task<Next> ForEver(CancellationToken ct)
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, time, ct);
            }
            catch (OperationCanceledException)
            {
                notes.Write("cancelled");
                throw;
            }

            return Next.Complete("never");
        }
    }

    private sealed class Mended(Notebook notes) : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        public Next Begin(StepContext<string> step) => Next.Step(nameof(Work));

        [Step(MaxAttempts = 1)]
        public async Task<Next> Work(StepContext<string> step)
        {
            await step.Effect("send", EffectClass.Idempotent, "args", (key, _) =>
            {
                notes.Write(key);
                return notes.Gate("mended", CancellationToken.None).IsCompleted ? Task.CompletedTask : throw new IOException("broken");
            });
            return Next.Complete("sent");
        }
    }
}
