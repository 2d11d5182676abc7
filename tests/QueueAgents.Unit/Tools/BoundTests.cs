using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Tools;

public sealed class BoundTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Gate _gate = new();

    [Fact]
    public async Task A_tool_that_takes_too_long_is_given_up_even_where_it_does_not_look_at_its_token()
    {
        var call = Bench.Of<Slow>(_time, _gate).Call("deaf");
        await _gate.Entered();
        _time.Advance(TimeSpan.FromSeconds(5));

        var answer = await call;
        Assert.Equal(ToolVerdict.TimedOut, answer.Verdict);
        Assert.True(answer.Retryable);
        Assert.Contains("did not end within 00:00:05", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_happens_at_most_once_may_have_happened_when_it_takes_too_long()
    {
        var call = Bench.Of<Slow>(_time, _gate).Call("deaf_once");
        await _gate.Entered();
        _time.Advance(TimeSpan.FromSeconds(5));

        var answer = await call;
        Assert.False(answer.Retryable);
        Assert.Contains("It may or may not have happened", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_steps_own_cancellation_is_no_answer()
    {
        using var step = new CancellationTokenSource();
        var call = Bench.Of<Slow>(_time, _gate).Call("deaf", cancellation: step.Token);
        await _gate.Entered();
        await step.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_result_over_its_limit_is_a_permanent_error_and_counts_bytes()
    {
        var bench = Bench.Of<Slow>(_time, _gate);
        Assert.Equal("ääää", (await bench.Call("say", """{"text":"ääää"}""")).Text);

        var answer = await bench.Call("say", """{"text":"äääää"}""");
        Assert.Equal(ToolVerdict.TooLarge, answer.Verdict);
        Assert.False(answer.Retryable);
        Assert.Contains("more than 8 bytes", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_calls_run_at_a_time_than_the_tool_allows()
    {
        var bench = Bench.Of<Slow>(_time, _gate);
        var first = bench.Call("one_by_one");
        await _gate.Entered();
        var second = bench.Call("one_by_one");
        Assert.Equal(1, _gate.Inside);

        _gate.Open();
        await _gate.Entered();
        Assert.Equal(["1", "1"], new[] { (await first).Text, (await second).Text });
    }

    [Fact]
    public async Task One_that_was_given_up_keeps_its_place_until_it_ends()
    {
        var bench = Bench.Of<Slow>(_time, _gate);
        var first = bench.Call("one_by_one");
        await _gate.Entered();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(ToolVerdict.TimedOut, (await first).Verdict);

        var second = bench.Call("one_by_one");
        Assert.False(second.IsCompleted);
        Assert.Equal(1, _gate.Inside);
        _gate.Open();
        Assert.Equal("1", (await second).Text);
    }

    private sealed class Gate
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Channel<int> _entered = Channel.CreateUnbounded<int>();
        private int _inside;

        public int Inside => Volatile.Read(ref _inside);

        public async Task<int> Pass()
        {
            var inside = Interlocked.Increment(ref _inside);
            _entered.Writer.TryWrite(inside);
            await _open.Task;
            Interlocked.Decrement(ref _inside);
            return inside;
        }

        public void Open() => _open.SetResult();

        public async Task Entered() => await _entered.Reader.ReadAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Slow(Gate gate)
    {
        [AgentTool(Effect = EffectClass.Idempotent, Timeout = "00:00:05")]
        public Task<int> Deaf() => gate.Pass();

        [AgentTool(Timeout = "00:00:05")]
        public Task<int> DeafOnce() => gate.Pass();

        [AgentTool(Timeout = "00:00:05", Concurrency = 1)]
        public Task<int> OneByOne() => gate.Pass();

        [AgentTool(MaxResult = 8)]
        public string Say(string text) => text;
    }
}
