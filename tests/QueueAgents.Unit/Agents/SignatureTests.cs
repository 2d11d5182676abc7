using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Agents;

public sealed class SignatureTests
{
    [Theory]
    [InlineData(nameof(Shapes.Begin), "begin")]
    [InlineData(nameof(Shapes.Input), "7")]
    [InlineData(nameof(Shapes.Token), "True")]
    [InlineData(nameof(Shapes.InputAndToken), "7 True")]
    [InlineData(nameof(Shapes.LaterNext), "later")]
    [InlineData(nameof(Shapes.ValueNext), "value")]
    [InlineData(nameof(Shapes.AnyState), "42")]
    public async Task A_sequential_step_may_be_written_in_many_ways(string step, string completes)
    {
        var outcome = await RunningAlone.Run<Shapes>(Order(step) with { Input = Json.Of(7) });

        Assert.Equal(completes, Assert.IsType<Continuation.Complete>(outcome.Next).Value.As<string>());
        Assert.Equal("""{"number":42}""", outcome.State.Text);
    }

    [Theory]
    [InlineData(nameof(Shapes.Item), "\"item 7 of 42\"")]
    [InlineData(nameof(Shapes.LaterItem), "14")]
    [InlineData(nameof(Shapes.ValueItem), "21")]
    [InlineData(nameof(Shapes.NothingItem), null)]
    [InlineData(nameof(Shapes.LaterNothingItem), null)]
    public async Task Items_return_their_result_and_no_state(string step, string? result)
    {
        var outcome = await RunningAlone.Run<Shapes>(Order(step) with { Input = Json.Of(7), Kind = StepKind.Item });

        Assert.Equal(result, Assert.IsType<Continuation.Result>(outcome.Next).Value.Text);
        Assert.True(outcome.State.IsNone);
    }

    [Fact]
    public async Task The_first_step_makes_the_state_from_the_input()
    {
        var outcome = await RunningAlone.Run<Shapes>(new ExecuteStep { Step = "Begin", Kind = StepKind.First, State = Json.Of(5) });

        Assert.Equal("""{"number":5}""", outcome.State.Text);
    }

    [Fact]
    public async Task An_item_cannot_change_the_state()
        => await Assert.ThrowsAsync<InvalidOperationException>(() => RunningAlone.Run<Shapes>(Order(nameof(Shapes.RudeItem)) with { Kind = StepKind.Item }));

    [Fact]
    public async Task An_input_that_is_missing_where_it_cannot_be_null_is_said()
        => Assert.Equal("no-input", (await Assert.ThrowsAsync<StepFailedException>(() => RunningAlone.Run<Shapes>(Order(nameof(Shapes.Input))))).Kind);

    [Fact]
    public async Task An_input_that_is_missing_where_it_may_be_null_is_null()
        => Assert.IsType<Continuation.Complete>((await RunningAlone.Run<Shapes>(Order(nameof(Shapes.MaybeInput)))).Next);

    [Fact]
    public async Task An_input_of_another_type_fails_the_step_for_good()
    {
        var error = await Assert.ThrowsAsync<StepFailedException>(() => RunningAlone.Run<Shapes>(Order(nameof(Shapes.Input)) with { Input = Json.Of("seven") }));

        Assert.Equal("bad-input", error.Kind);
        Assert.False(error.Retryable);
    }

    [Theory]
    [InlineData("Nowhere", StepKind.Sequential, "it has no step 'Nowhere'")]
    [InlineData(nameof(Shapes.Item), StepKind.Sequential, "let it return a Next")]
    [InlineData(nameof(Shapes.Begin), StepKind.Item, "let it return the item's result")]
    [InlineData(nameof(Shapes.ToNowhere), StepKind.Sequential, "it has no step 'Nowhere'")]
    [InlineData(nameof(Shapes.FanOutOfNext), StepKind.Sequential, "let it return the item's result")]
    [InlineData(nameof(Shapes.NullNext), StepKind.Sequential, "returned null")]
    [InlineData(nameof(Shapes.WrongResult), StepKind.Sequential, "completed with a Int32")]
    public async Task What_only_a_fix_of_the_agent_can_help_parks_the_run(string step, StepKind kind, string because)
    {
        var parked = await Assert.ThrowsAsync<ParkedException>(() => RunningAlone.Run<Shapes>(Order(step) with { Kind = kind }));

        Assert.Equal(ParkedException.BadAgent, parked.Kind);
        Assert.Contains(because, parked.Message, StringComparison.Ordinal);
    }

    private static ExecuteStep Order(string step) => new() { Step = step, Kind = StepKind.Sequential, StateVersion = 1, State = Json.Of(new Doc(42)) };

    public sealed record Doc(int Number);

    public sealed class Shapes : StepAgent<int, Doc, string>
    {
        public override Doc Start(int input) => new(input);

        public Next Begin(StepContext<Doc> step) => Next.Complete("begin");
        public Next Input(StepContext<Doc> step, int input) => Next.Complete($"{input}");
        public Next MaybeInput(StepContext<Doc> step, int? input) => Next.Complete($"{input}");
        public Next Token(StepContext<Doc> step, CancellationToken token) => Next.Complete($"{token.CanBeCanceled}");
        public Next InputAndToken(StepContext<Doc> step, int input, CancellationToken token) => Next.Complete($"{input} {token.CanBeCanceled}");
        public Next AnyState(StepContext step) => Next.Complete($"{((StepContext<Doc>)step).State.Number}");
        public async Task<Next> LaterNext(StepContext<Doc> step)
        {
            await Task.Yield();
            return Next.Complete("later");
        }

        public async ValueTask<Next> ValueNext(StepContext<Doc> step)
        {
            await Task.Yield();
            return Next.Complete("value");
        }

        public string Item(StepContext<Doc> step, int item) => $"item {item} of {step.State.Number}";
        public Task<int> LaterItem(StepContext<Doc> step, int item) => Task.FromResult(item * 2);
        public ValueTask<int> ValueItem(StepContext<Doc> step, int item) => new(item * 3);
        public void NothingItem(StepContext<Doc> step) { }
        public async Task LaterNothingItem(StepContext<Doc> step) => await Task.Yield();
        public int RudeItem(StepContext<Doc> step) => (step.State = new Doc(0)).Number;

        public Next ToNowhere(StepContext<Doc> step) => Next.Step("Nowhere");
        public Next FanOutOfNext(StepContext<Doc> step) => Next.FanOut(nameof(Begin), [1], nameof(Begin));
        public Next NullNext(StepContext<Doc> step) => null!;
        public Next WrongResult(StepContext<Doc> step) => Next.Complete(7);
    }
}
