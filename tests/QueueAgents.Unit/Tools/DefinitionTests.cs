using Microsoft.Extensions.AI;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Tools;

public sealed class DefinitionTests
{
    [Fact]
    public void A_tool_nobody_has_thought_about_happens_at_most_once_within_two_minutes()
    {
        var tool = ToolMethods.Of(typeof(Plain)).Single();
        Assert.Equal(("do_it", EffectClass.AtMostOnce, TimeSpan.FromMinutes(2), 65_536), (tool.Name, tool.Effect, tool.Timeout, tool.Options.MaxResult));
        Assert.Equal(tool.Options, new ToolOptions());
    }

    [Fact]
    public void Everything_wrong_with_a_class_is_said_at_once()
    {
        var problems = Assert.Throws<AgentDefinitionException>(ToolSource.Methods<Wrong>).Problems;
        Assert.Equal(
            [
                "Wrong.Hidden is a tool; make it public.",
                "Wrong.Generic is generic; a tool cannot be.",
                "Wrong.ByRef: parameter 'number' cannot come out of JSON; pass it by value.",
            ],
            problems);
    }

    [Fact]
    public void Every_wrong_option_is_said_at_once()
    {
        var problems = Assert.Throws<AgentDefinitionException>(ToolSource.Methods<WrongOptions>).Problems;
        Assert.Contains(problems, problem => problem.Contains("'get order' is no tool name", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("Timeout is \"soon\"", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("MaxResult is -1", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("has 2 tools named 'twice'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_class_without_tools_is_a_mistake()
        => Assert.Equal("String has none; put [AgentTool] on a public method.", Assert.Single(Assert.Throws<AgentDefinitionException>(ToolSource.Methods<string>).Problems));

    [Fact]
    public async Task Tools_outside_the_allow_list_are_not_shown_and_not_run()
    {
        var tools = await Resolve(new([Of("read"), Of("delete")], ["read"]));
        Assert.Equal(["read"], tools.Declarations.Select(tool => tool.Name));
        Assert.Equal(ToolVerdict.NotAllowed, tools.Prepare(new("1", "delete", new("{}"))).Answer?.Verdict);
    }

    [Fact]
    public async Task An_allow_list_that_names_what_nobody_has_parks_the_run()
        => Assert.Equal(
            "The allow-list names raed, which no source has. They have read.",
            (await Assert.ThrowsAsync<ParkedException>(() => Resolve(new([Of("read")], ["raed"])))).Message);

    [Fact]
    public async Task Two_sources_with_one_name_park_the_run()
        => Assert.Contains("Tool 'read' comes from", (await Assert.ThrowsAsync<ParkedException>(() => Resolve(new([Of("read"), Of("read")])))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Models_are_shown_declarations_that_nothing_can_be_invoked_through()
        => Assert.All((await Resolve(new([Of("read")]))).Declarations, tool => Assert.IsNotAssignableFrom<AIFunction>(tool));

    [Fact]
    public async Task The_set_is_made_once_and_its_fingerprint_changes_with_what_a_model_is_shown()
    {
        var tools = new AgentTools([Of("read")]);
        Assert.Same(await Resolve(tools), await Resolve(tools));
        Assert.Equal((await Resolve(tools)).Fingerprint, (await Resolve(new([Of("read")]))).Fingerprint);
        Assert.NotEqual((await Resolve(tools)).Fingerprint, (await Resolve(new([Of("write")]))).Fingerprint);
    }

    private static ToolSource Of(string name) => ToolSource.Function(AIFunctionFactory.Create(() => "ok", name));

    private static async Task<ToolSet> Resolve(AgentTools tools) => await tools.Resolve(Bench.Services(), TestContext.Current.CancellationToken);

    private sealed class Plain
    {
        [AgentTool]
        public void DoItAsync() { }
    }

    private sealed class Wrong
    {
        [AgentTool]
        internal void Hidden() { }

        [AgentTool]
        public void Generic<T>() { }

        [AgentTool]
        public void ByRef(ref int number) => number++;
    }

    private sealed class WrongOptions
    {
        [AgentTool(Name = "get order")]
        public void Name() { }

        [AgentTool(Timeout = "soon", MaxResult = -1)]
        public void Options() { }

        [AgentTool]
        public void Twice() { }

        [AgentTool(Name = "twice")]
        public void Again() { }
    }
}
