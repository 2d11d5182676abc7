using QueueAgents.Agents;
using Xunit;

namespace QueueAgents.Unit.Agents;

public sealed class DefinitionTests
{
    [Fact]
    public void A_good_agent_has_its_name_version_and_policies()
    {
        var agent = AgentDefinition.Of("good-1", typeof(Good));

        Assert.Equal("good-1", agent.Name);
        Assert.Equal(2, agent.States.Version);
        Assert.Equal(1, agent.States.ReadsFrom);
        Assert.Equal(5, agent.PolicyOf(nameof(Good.Begin)).MaxAttempts);
        Assert.Equal(3, agent.PolicyOf(nameof(Good.Other)).MaxAttempts);
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("")]
    [InlineData("a.b")]
    public void An_agents_name_must_fit_a_queue_name(string name) => Refused<Good>("is no agent name", name);

    [Fact]
    public void An_agent_needs_a_first_step() => Refused<NoBegin>("has no first step; add: public Next Begin(StepContext<Doc> step).");

    [Fact]
    public void The_first_step_must_be_public() => Refused<PrivateBegin>("PrivateBegin.Begin is a step; make it a public instance method.");

    [Fact]
    public void The_first_step_says_what_comes_next() => Refused<BeginReturnsResult>("BeginReturnsResult.Begin must say what comes next");

    [Fact]
    public void A_step_has_no_overloads() => Refused<Overloads>("Overloads.Begin has 2 overloads");

    [Fact]
    public void A_step_takes_one_input_at_most() => Refused<TooMuch>("Remove b.");

    [Fact]
    public void A_steps_token_comes_last() => Refused<TokenFirst>("put parameter 'token' where it belongs");

    [Fact]
    public void A_step_takes_the_context_first() => Refused<NoContext>("NoContext.Begin must take StepContext<Doc> as its first parameter.");

    [Fact]
    public void A_step_takes_the_context_of_its_own_state() => Refused<OtherState>("OtherState.Begin must take StepContext<Doc> as its first parameter.");

    [Fact]
    public void A_step_is_not_generic() => Refused<GenericStep>("GenericStep.Begin is generic");

    [Fact]
    public void A_state_version_starts_at_1() => Refused<InitializedVersion>("StateVersion is 0");

    [Fact]
    public void A_gap_between_migrations_is_found() => Refused<Gap>("no migration reads version 2; add one with From => 2");

    [Fact]
    public void Two_migrations_from_one_version_are_refused() => Refused<Twice>("2 migrations read version 1 (From, From); keep one.");

    [Fact]
    public void A_migration_to_a_version_that_does_not_exist_is_refused() => Refused<Stray>("reads version 1, but StateVersion is 1; raise StateVersion to 2");

    [Fact]
    public void A_time_that_is_none_is_refused() => Refused<BadTime>("BadTime.Begin: Timeout is \"soon\"");

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
        => Assert.Equal(3, Assert.Throws<AgentDefinitionException>(() => AgentDefinition.Of("BAD", typeof(Twice2))).Problems.Count);

    private static void Refused<T>(string because, string name = "agent")
        => Assert.Contains(because, Assert.Throws<AgentDefinitionException>(() => AgentDefinition.Of(name, typeof(T))).Message, StringComparison.Ordinal);

    private sealed class Good(IServiceProvider services) : Base
    {
        public override int StateVersion => 2;
        public override IEnumerable<IStateMigration> Migrations => [new From(1)];
        [Step(MaxAttempts = 5)] public Next Begin(StepContext<Doc> step) => Next.Complete(services.ToString());
        public Next Other(StepContext<Doc> step) => Next.Step(nameof(Begin));
        public string Helper(string text) => text;
    }

    private sealed class NoBegin : Base;

    private sealed class PrivateBegin : Base
    {
        private Next Begin(StepContext<Doc> step) => Next.Complete("");
    }

    private sealed class BeginReturnsResult : Base
    {
        public string Begin(StepContext<Doc> step) => "";
    }

    private sealed class Overloads : Base
    {
        public Next Begin(StepContext<Doc> step) => Next.Complete("");
        public Next Begin(StepContext<Doc> step, string input) => Next.Complete(input);
    }

    private sealed class TooMuch : Base
    {
        public Next Begin(StepContext<Doc> step, int a, int b) => Next.Complete("");
    }

    private sealed class TokenFirst : Base
    {
        public Next Begin(StepContext<Doc> step, CancellationToken token, CancellationToken other) => Next.Complete("");
    }

    private sealed class NoContext : Base
    {
        public Next Begin(string input) => Next.Complete("");
    }

    private sealed class OtherState : Base
    {
        public Next Begin(StepContext<string> step) => Next.Complete("");
    }

    private sealed class GenericStep : Base
    {
        public Next Begin<T>(StepContext<Doc> step) => Next.Complete("");
    }

    private sealed class InitializedVersion : Base
    {
        public override int StateVersion { get; } = 2;
        public Next Begin(StepContext<Doc> step) => Next.Complete("");
    }

    private sealed class Gap : Base
    {
        public override int StateVersion => 4;
        public override IEnumerable<IStateMigration> Migrations => [new From(1), new From(3)];
        public Next Begin(StepContext<Doc> step) => Next.Complete("");
    }

    private sealed class Twice : Base
    {
        public override int StateVersion => 2;
        public override IEnumerable<IStateMigration> Migrations => [new From(1), new From(1)];
        public Next Begin(StepContext<Doc> step) => Next.Complete("");
    }

    private sealed class Twice2 : Base
    {
        public override int StateVersion => 2;
        public override IEnumerable<IStateMigration> Migrations => [new From(1), new From(1)];
    }

    private sealed class Stray : Base
    {
        public override IEnumerable<IStateMigration> Migrations => [new From(1)];
        public Next Begin(StepContext<Doc> step) => Next.Complete("");
    }

    private sealed class BadTime : Base
    {
        [Step(Timeout = "soon")] public Next Begin(StepContext<Doc> step) => Next.Complete("");
    }

    private abstract class Base : StepAgent<string, Doc, string>
    {
        public override Doc Start(string input) => new(input);
    }

    private sealed record Doc(string Text);

    private sealed class From(int version) : IStateMigration
    {
        int IStateMigration.From => version;
        public System.Text.Json.Nodes.JsonNode Up(System.Text.Json.Nodes.JsonNode state) => state;
    }
}
