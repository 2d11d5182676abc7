using QueueAgents.Agents;
using QueueAgents.Testing;
using Xunit;

namespace QueueAgents.Unit.Testing;

public sealed class VirtualTimeTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private readonly VirtualTime _time = new();

    [Fact]
    public async Task What_is_due_within_a_leap_is_due_at_its_end()
    {
        var delay = Task.Delay(Week, _time, TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource(2 * Week, _time);
        using var ticks = new PeriodicTimer(Week, _time);
        var tick = ticks.WaitForNextTickAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(delay.IsCompleted);

        var (wall, steady) = (_time.GetUtcNow(), _time.GetTimestamp());
        _time.Skip(Week);

        await delay;
        Assert.True(await tick);
        Assert.False(limit.IsCancellationRequested);
        Assert.InRange(_time.GetUtcNow() - wall, Week, Week + TimeSpan.FromMinutes(5));
        Assert.InRange(_time.GetElapsedTime(steady), Week, Week + TimeSpan.FromMinutes(5));

        var ended = new TaskCompletionSource();
        await using var registration = limit.Token.Register(ended.SetResult);
        _time.Skip(Week);
        await ended.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.True(await ticks.WaitForNextTickAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void It_does_not_go_back() => Assert.Throws<ArgumentOutOfRangeException>(() => _time.Skip(TimeSpan.FromSeconds(-1)));

    [Fact]
    public async Task A_run_that_sleeps_for_three_days_asks_for_a_week_and_fails_twice_ends_at_once()
    {
        await FleetTest.With(worker => worker.Add<Slow>("slow")).Run(async fleet =>
        {
            var began = fleet.Time.GetUtcNow();
            Assert.Equal("after 10 days, on attempt 3", await fleet.Run<string>("slow", "go"));
            Assert.InRange(fleet.Time.GetUtcNow() - began, TimeSpan.FromDays(10), TimeSpan.FromDays(11));
        });
    }

    [Fact]
    public async Task An_answer_in_time_is_taken_however_long_the_run_slept_before_it_asked()
    {
        await FleetTest.With(worker => worker.Add<Slow>("slow")).KillAtEveryPoint(async fleet =>
        {
            var run = await fleet.Start("slow", "go");
            await fleet.Answer(await fleet.Asks(run), "yes");
            Assert.StartsWith("yes after 3 days", await fleet.Result<string>(run), StringComparison.Ordinal);
        });
    }

    /// <summary>Sleeps three days, asks for a week, and then fails twice, an hour apart.</summary>
    private sealed class Slow(TimeProvider time) : StepAgent<string, DateTimeOffset, string>
    {
        public override DateTimeOffset Start(string input) => time.GetUtcNow();

        public Next Begin(StepContext<DateTimeOffset> step) => Next.Sleep(TimeSpan.FromDays(3), nameof(Woken));

        public Next Woken(StepContext<DateTimeOffset> step) => Next.Ask("Well?", nameof(Heard), TimeSpan.FromDays(7));

        [Step(FirstDelay = "01:00:00", MaxDelay = "01:00:00")]
        public Next Heard(StepContext<DateTimeOffset> step)
        {
            if (step.Attempt < 3) throw new InvalidOperationException("Not yet.");
            var answer = step.TimedOut ? "" : $"{step.Answer<string>()} ";
            return Next.Complete($"{answer}after {(time.GetUtcNow() - step.State).Days} days, on attempt {step.Attempt}");
        }
    }
}
