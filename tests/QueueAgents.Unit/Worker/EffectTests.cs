using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Worker;

public class EffectTests
{
    private readonly Post _post = new();

    [Fact]
    public async Task R11_an_idempotent_effect_gets_the_key_of_its_step_and_travels_in_the_outcome()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _post);

        var order = await worker.Send(Order("Pay"));

        var record = Assert.Single((await worker.Outcome<StepCompleted>()).Effects);
        Assert.Equal(("pay", EffectClass.Idempotent, "\"receipt 1\""), (record.Name, record.Class, record.Result.Text));
        Assert.Equal([EffectKey.Of(order.RunId, order.Seq, "pay")], _post.Keys);
        Assert.False(worker.Door.Heard.Reader.TryRead(out _));
    }

    [Fact]
    public async Task It_travels_in_a_failed_outcome_too_and_is_not_done_again()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _post);
        var order = await worker.Send(Order("PayAndStumble"));
        Assert.Single((await worker.Outcome<StepFailed>()).Effects);

        await worker.Send(order with { Attempt = 2 });

        await worker.Outcome<StepFailed>();
        Assert.Single(_post.Keys);
    }

    [Fact]
    public async Task R11_a_repeated_attempt_that_finds_nothing_recorded_does_it_with_the_same_key()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _post);

        var order = await worker.Send(Order("Pay") with { Attempt = 2 });

        await worker.Heard<ClaimEffect>();
        await worker.Outcome<StepCompleted>();
        Assert.Equal([EffectKey.Of(order.RunId, order.Seq, "pay")], _post.Keys);
    }

    [Fact]
    public async Task A_read_is_repeated_freely_and_leaves_no_record()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _post);

        await worker.Send(Order("Look") with { Attempt = 2 });

        Assert.Empty((await worker.Outcome<StepCompleted>()).Effects);
        Assert.Single(_post.Keys);
        Assert.False(worker.Door.Heard.Reader.TryRead(out _));
    }

    [Fact]
    public async Task An_effect_that_must_not_be_repeated_is_claimed_before_it_and_recorded_right_after_it()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _post);

        await worker.Send(Order("Letter"));

        var claim = await worker.Heard<ClaimEffect>();
        var record = await worker.Heard<RecordEffect>();
        Assert.Equal(("letter", claim.ClaimId, claim.ArgsHash), (record.Effect.Name, record.ClaimId, record.Effect.ArgsHash));
        Assert.Empty((await worker.Outcome<StepCompleted>()).Effects);
    }

    [Fact]
    public async Task R11_only_the_worker_that_holds_the_step_may_begin_it()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _post);

        await worker.Send(Order("Letter"));

        await worker.Heard<ClaimStep>();
        await worker.Heard<ClaimEffect>();
    }

    [Fact]
    public async Task Begun_before_and_never_recorded_it_is_not_done_again()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _post);
        var order = await worker.Send(Order("LetterThatFails"));
        Assert.True((await worker.Outcome<StepFailed>()).Retryable);

        await worker.Send(order with { Attempt = 2 });

        var failed = await worker.Outcome<StepFailed>();
        Assert.Equal((nameof(EffectOutcomeUnknownException), false), (failed.Error.Type, failed.Retryable));
        Assert.Single(_post.Keys);
    }

    [Fact]
    public async Task An_author_may_catch_the_unknown_outcome()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _post);
        var order = await worker.Send(Order("LetterThatFails"));
        await worker.Outcome<StepFailed>();

        await worker.Send(order with { Attempt = 2, Step = "LetterCaught" });

        Assert.Equal(new Continuation.Complete(Json.Of("unknown")), (await worker.Outcome<StepCompleted>()).Next);
    }

    [Fact]
    public async Task Done_before_with_other_arguments_its_result_is_refused()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _post);
        var order = await worker.Send(Order("Pay"));
        await worker.Outcome<StepCompleted>();

        await worker.Send(order with { Attempt = 2, State = Json.Of("other") });

        var failed = await worker.Outcome<StepFailed>();
        Assert.Equal((nameof(EffectArgumentsChangedException), false), (failed.Error.Type, failed.Retryable));
        Assert.Single(_post.Keys);
    }

    [Fact]
    public async Task A_silent_door_leaves_it_undone_and_the_attempt_ends_retryable()
    {
        await using var worker = await TestWorker.Start<Agent>(options => options.DoorTimeout = TimeSpan.FromMilliseconds(200), _post);

        worker.Door.IsSilent = true;
        await worker.Send(Order("Letter"));

        var failed = await worker.Outcome<StepFailed>();
        Assert.Equal(("door-silent", true), (failed.Error.Type, failed.Retryable));
        Assert.Empty(_post.Keys);
    }

    [Fact]
    public async Task A_refusing_door_leaves_it_undone_and_nothing_is_reported()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _post);

        worker.Door.Refuses = true;
        await worker.Send(Order("Letter"));
        await worker.Heard<ClaimStep>();

        var next = await worker.Send(Order("Look"));
        Assert.Equal(next.RunId, (await worker.Outcome<StepCompleted>()).RunId);
        Assert.Equal([EffectKey.Of(next.RunId, next.Seq, "look")], _post.Keys);
    }

    [Fact]
    public async Task A_door_that_refuses_the_effect_and_not_the_attempt_fails_the_step_with_its_reason()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _post);

        worker.Door.RefusesEffects = true;
        await worker.Send(Order("Letter"));

        var failed = await worker.Outcome<StepFailed>();
        Assert.Equal(("refused", false), (failed.Error.Type, failed.Retryable));
        Assert.Contains("not open", failed.Error.Message, StringComparison.Ordinal);
        Assert.Empty(_post.Keys);
    }

    [Fact]
    public async Task The_same_name_twice_in_a_step_is_an_error()
    {
        await using var worker = await TestWorker.Start<Agent>(null, _post);

        await worker.Send(Order("Twice"));

        var failed = await worker.Outcome<StepFailed>();
        Assert.Equal(("duplicate-effect", false), (failed.Error.Type, failed.Retryable));
    }

    [Fact]
    public async Task Results_the_outcome_has_no_room_for_are_recorded_through_the_door()
    {
        await using var worker = await TestWorker.Start<Agent>(options => options.InlineLimit = 1_024, _post);

        await worker.Send(Order("Many"));

        Assert.Equal(2, (await worker.Outcome<StepCompleted>()).Effects.Count);
        Assert.Equal("many-2", (await worker.Heard<RecordEffect>()).Effect.Name);
    }

    [Fact]
    public async Task A_result_that_is_too_large_to_be_recorded_fails_the_step()
    {
        await using var worker = await TestWorker.Start<Agent>(options => options.InlineLimit = 1_024, _post);

        await worker.Send(Order("Large"));

        Assert.Equal("too-large", (await worker.Outcome<StepFailed>()).Error.Type);
    }

    private static ExecuteStep Order(string step) => new() { Seq = 2, Kind = StepKind.Sequential, Step = step, State = Json.Of("ada") };

    private sealed class Post
    {
        private readonly Lock _lock = new();
        private readonly List<string> _keys = [];

        public IReadOnlyList<string> Keys
        {
            get
            {
                lock (_lock) return [.. _keys];
            }
        }

        public async Task<string> Send(string key, CancellationToken token)
        {
            await Task.Yield();
            token.ThrowIfCancellationRequested();
            lock (_lock)
            {
                _keys.Add(key);
                return $"receipt {_keys.Count}";
            }
        }
    }

    private sealed class Agent(Post post) : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;
        public Next Begin(StepContext<string> step) => Next.Complete("");

        public async Task<Next> Pay(StepContext<string> step)
            => Next.Complete(await step.Effect("pay", EffectClass.Idempotent, new { To = step.State }, post.Send));

        public async Task<Next> PayAndStumble(StepContext<string> step)
        {
            await Pay(step);
            throw new InvalidOperationException("stumbled");
        }

        public async Task<Next> Look(StepContext<string> step) => Next.Complete(await step.Effect("look", EffectClass.ReadOnly, null, post.Send));

        public async Task<Next> Letter(StepContext<string> step)
        {
            await step.Effect("letter", EffectClass.AtMostOnce, new { To = step.State }, async (key, token) => { await post.Send(key, token); });
            return Next.Complete("sent");
        }

        public async Task<Next> LetterThatFails(StepContext<string> step)
        {
            await step.Effect<string>("letter", EffectClass.AtMostOnce, null, async (key, token) =>
            {
                await post.Send(key, token);
                throw new TimeoutException("was it posted?");
            });
            return Next.Complete("sent");
        }

        public async Task<Next> LetterCaught(StepContext<string> step)
        {
            try
            {
                return await LetterThatFails(step);
            }
            catch (EffectOutcomeUnknownException)
            {
                return Next.Complete("unknown");
            }
        }

        public async Task<Next> Twice(StepContext<string> step)
        {
            await Pay(step);
            return await Pay(step);
        }

        public async Task<Next> Many(StepContext<string> step)
        {
            for (var i = 0; i < 3; i++) await step.Effect($"many-{i}", EffectClass.Idempotent, null, (_, _) => Task.FromResult(new string('x', 400)));
            return Next.Complete("");
        }

        public async Task<Next> Large(StepContext<string> step)
        {
            await step.Effect("large", EffectClass.Idempotent, null, (_, _) => Task.FromResult(new string('x', 2_000)));
            return Next.Complete("");
        }
    }
}
