using System.ComponentModel;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.EndToEnd.Fleet;
using QueueAgents.Orchestration.Runs;
using Xunit;
using static QueueAgents.EndToEnd.Loop.ScriptedModel;

namespace QueueAgents.EndToEnd.Loop;

/// <summary>A model that remembers, on a whole fleet.</summary>
public sealed class MemoryTests
{
    private static readonly Action<AgentBuilder> ByCustomer = agent => agent.Memory(subject: input => input.Text("customer"));

    private static object Input(string customer) => new { customer, text = "hello" };

    [Fact]
    public async Task What_a_model_remembers_in_one_run_it_recalls_in_the_next_one_about_the_same_subject_and_in_no_other()
    {
        await using var one = await LoopFleet.StartAsync(ByCustomer,
            m => m[0].Text.Contains("learn", StringComparison.Ordinal)
                ? Call(("remember", new { key = "colour", value = "green" }), ("remember", new { key = "old", value = "x" }), ("forget", new { key = "old" }))
                : Call(("recall", new { key = "colour" }), ("list_memory", new { })),
            m => Say(string.Join(" | ", Results(m))));
        var learn = await one.SubmitAsync(LoopFleet.Clerk, new { customer = "ada", text = "learn" });
        Assert.StartsWith("Remembered. | Remembered. | ", await one.ResultAsync<string>(learn), StringComparison.Ordinal);

        var same = await one.SubmitAsync(LoopFleet.Clerk, Input("ada"));
        Assert.StartsWith("green | ", await one.ResultAsync<string>(same), StringComparison.Ordinal);
        var other = await one.SubmitAsync(LoopFleet.Clerk, Input("bob"));
        Assert.StartsWith("Error: Nothing is remembered under this key. Try next: call list_memory to see the keys. | []", await one.ResultAsync<string>(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tenants_runs_of_the_same_agent_recall_nothing()
    {
        await using var one = await LoopFleet.StartAsync(agent => agent.Memory(shared: true),
            m => m[0].Text == "learn" ? Call(("remember", new { key = "colour", value = "green" })) : Call(("recall", new { key = "colour" })),
            m => Say(Results(m)[0]));
        Assert.Equal("Remembered.", await one.ResultAsync<string>(await one.SubmitAsync(LoopFleet.Clerk, "learn", tenant: "acme")));
        Assert.Equal("green", await one.ResultAsync<string>(await one.SubmitAsync(LoopFleet.Clerk, "ask", tenant: "acme")));
        Assert.StartsWith("Error: Nothing is remembered", await one.ResultAsync<string>(await one.SubmitAsync(LoopFleet.Clerk, "ask", tenant: "globex")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_happens_at_most_once_reads_memory_and_may_not_write_it()
    {
        await using var one = await LoopFleet.StartAsync(agent => agent.Tools<Notes>(), _ => Call(("note", new { }), ("letter", new { })), m => Say(string.Join(" | ", Results(m))));
        var run = await one.SubmitAsync(LoopFleet.Clerk, "?");
        var told = await one.ResultAsync<string>(run);
        Assert.StartsWith("noted | ", told, StringComparison.Ordinal);
        Assert.Contains("'letter' has failed (memory-read-only)", told, StringComparison.Ordinal);
        Assert.Equal([DispatchOutcome.Ok, DispatchOutcome.Failed], (await one.AttemptsAsync(run)).Where(a => a.Kind == StepKind.Item).Select(a => a.Outcome!.Value));
    }

    internal sealed class Notes
    {
        [AgentTool(Effect = EffectClass.Idempotent), Description("Note.")]
        public static string Note(ToolCall call)
        {
            call.Memory.Set("noted", 1);
            return "noted";
        }

        [AgentTool, Description("Letter.")]
        public static async Task Letter(ToolCall call)
        {
            Assert.Null(await call.Memory.Get<int>("other"));
            call.Memory.Set("noted", 2);
        }
    }
}
