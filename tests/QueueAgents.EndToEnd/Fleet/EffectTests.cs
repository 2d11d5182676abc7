using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.EndToEnd.Fleet;

/// <summary>What happens outside, while steps are repeated.</summary>
public sealed class EffectTests
{
    [Fact]
    public async Task R11_An_effect_whose_outcome_is_unknown_is_not_done_again()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Letter>("letter"));
        var run = await one.SubmitAsync("letter", EffectClass.AtMostOnce);
        await one.Notes.Reads("posted"); // And nobody is told, because the worker dies meanwhile.

        await one.StopAsync();
        one.Notes.Open("posting");
        await one.StartAgainAsync(worker => worker.Add<Letter>("letter"));

        Assert.Equal("unknown", await one.ResultAsync<string>(run));
        Assert.Equal(1, one.Notes.Count("posted"));
    }

    [Fact]
    public async Task R11_An_idempotent_effect_is_done_again_with_the_same_key()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Letter>("letter"));
        var run = await one.SubmitAsync("letter", EffectClass.Idempotent);
        await one.Notes.Reads("posted");

        await one.StopAsync();
        one.Notes.Open("posting");
        await one.StartAgainAsync(worker => worker.Add<Letter>("letter"));

        Assert.Equal($"{run:N}/1/post", await one.ResultAsync<string>(run));
        Assert.Equal(2, one.Notes.Count("posted"));
    }

    [Theory]
    [InlineData(EffectClass.AtMostOnce)]
    [InlineData(EffectClass.Idempotent)]
    public async Task R11_A_recorded_effect_returns_what_it_returned_when_its_step_is_repeated(EffectClass effect)
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Twice>("twice"));

        Assert.Equal("first", await one.ResultAsync<string>(await one.SubmitAsync("twice", effect)));
        Assert.Equal(1, one.Notes.Count("done"));
    }

    [Fact]
    public async Task R11_A_recorded_effect_is_not_returned_for_other_arguments()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Fickle>("fickle"));

        var end = await one.EndAsync(await one.SubmitAsync("fickle", ""));

        Assert.Equal(nameof(EffectArgumentsChangedException), end.Error?.Type);
        Assert.Equal(1, one.Notes.Count("done"));
    }

    private sealed class Letter(Notebook notes) : StepAgent<EffectClass, EffectClass, string>
    {
        public override EffectClass Start(EffectClass input) => input;

        public async Task<Next> Begin(StepContext<EffectClass> step)
        {
            try
            {
                return Next.Complete(await step.Effect("post", step.State, "args", async (key, _) =>
                {
                    notes.Write("posted");
                    await notes.Gate("posting", CancellationToken.None);
                    return key;
                }));
            }
            catch (EffectOutcomeUnknownException)
            {
                return Next.Complete("unknown");
            }
        }
    }

    private sealed class Twice(Notebook notes) : StepAgent<EffectClass, EffectClass, string>
    {
        public override EffectClass Start(EffectClass input) => input;

        [Step(FirstDelay = "00:00:00.05")]
        public async Task<Next> Begin(StepContext<EffectClass> step)
        {
            var result = await step.Effect("post", step.State, "args", (_, _) =>
            {
                notes.Write("done");
                return Task.FromResult(step.Attempt == 1 ? "first" : "again");
            });
            return step.Attempt == 1 ? throw new IOException("after the effect") : Next.Complete(result);
        }
    }

    private sealed class Fickle(Notebook notes) : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        [Step(FirstDelay = "00:00:00.05")]
        public async Task<Next> Begin(StepContext<string> step)
        {
            await step.Effect("post", EffectClass.AtMostOnce, new { step.Attempt }, (_, _) =>
            {
                notes.Write("done");
                return Task.CompletedTask;
            });
            throw new IOException("after the effect");
        }
    }
}
