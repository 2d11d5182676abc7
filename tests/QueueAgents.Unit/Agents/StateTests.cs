using System.Text.Json.Nodes;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Agents;

public sealed class StateTests
{
    [Theory]
    [InlineData(1, """{"name":"ada"}""")]
    [InlineData(2, """{"names":["ada"]}""")]
    [InlineData(3, """{"names":["ada"],"count":1}""")]
    public async Task R6_a_state_of_every_version_it_reads_is_lifted_before_the_step_runs(int version, string state)
    {
        var outcome = await RunningAlone.Run<Versioned>(Order(version, state));

        Assert.Equal("""{"names":["ada"],"count":1}""", outcome.State.Text);
    }

    [Theory]
    [InlineData(4, "{}", "has version 4; this worker reads 1 to 3")]
    [InlineData(3, "{not json", "is not a Doc")]
    [InlineData(3, "null", "is not a Doc")]
    [InlineData(3, """{"names":7,"count":1}""", "is not a Doc")]
    [InlineData(1, "{not json", "could not be migrated from version 1 to 3")]
    [InlineData(1, """{"nothing":1}""", "could not be migrated from version 1 to 3")]
    public async Task A_state_it_cannot_read_parks_the_run(int version, string state, string because)
    {
        var parked = await Assert.ThrowsAsync<ParkedException>(() => RunningAlone.Run<Versioned>(Order(version, state)));

        Assert.Equal(ParkedException.BadState, parked.Kind);
        Assert.Contains(because, parked.Message, StringComparison.Ordinal);
    }

    private static ExecuteStep Order(int version, string state)
        => new() { Step = nameof(Versioned.Begin), Kind = StepKind.Sequential, StateVersion = version, State = new Json(state) };

    public sealed record Doc(string[] Names, int Count);

    public sealed class Versioned : StepAgent<string, Doc, string>
    {
        public override int StateVersion => 3;
        public override IEnumerable<IStateMigration> Migrations => [new SecondToThird(), new FirstToSecond()];
        public override Doc Start(string input) => new([input], 1);
        public Next Begin(StepContext<Doc> step) => Next.Complete(step.State.Names[0]);
    }

    private sealed class FirstToSecond : IStateMigration
    {
        public int From => 1;
        public JsonNode Up(JsonNode state) => new JsonObject { ["names"] = new JsonArray(state["name"]!.GetValue<string>()) };
    }

    private sealed class SecondToThird : IStateMigration
    {
        public int From => 2;

        public JsonNode Up(JsonNode state)
        {
            state["count"] = state["names"]!.AsArray().Count;
            return state;
        }
    }
}
