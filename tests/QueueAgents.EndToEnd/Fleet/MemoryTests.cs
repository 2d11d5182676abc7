using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using Xunit;

namespace QueueAgents.EndToEnd.Fleet;

/// <summary>Many runs and one memory, on a whole fleet.</summary>
public sealed class MemoryTests
{
    private const int Runs = 8;

    [Fact]
    public async Task R2_Of_many_runs_that_count_in_one_entry_at_a_time_none_is_lost()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Counting>("counting"));
        var runs = await Task.WhenAll(Enumerable.Range(0, Runs).Select(_ => one.SubmitAsync("counting", true)));
        var counts = await Task.WhenAll(runs.Select(one.ResultAsync<int>));
        Assert.Equal(Enumerable.Range(1, Runs), counts.Order());
    }

    [Fact]
    public async Task Runs_that_write_one_entry_in_one_batch_without_reading_it_are_all_taken()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Counting>("counting"));
        var runs = await Task.WhenAll(Enumerable.Range(0, Runs).Select(_ => one.SubmitAsync("counting", false)));
        foreach (var run in runs)
        {
            await one.ResultAsync<int>(run);
            Assert.DoesNotContain(await one.AttemptsAsync(run), attempt => attempt.Outcome == DispatchOutcome.Failed);
        }
    }

    internal sealed class Counting : StepAgent<bool, bool, int>
    {
        public override bool Start(bool reads) => reads;

        public async Task<Next> Begin(StepContext<bool> step)
        {
            var count = step.State ? (await step.Memory.Get<int>("count"))?.Value ?? 0 : 0;
            step.Memory.Set("count", count + 1);
            return Next.Complete(count + 1);
        }
    }
}
