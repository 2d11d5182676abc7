using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Models;
using Xunit;

namespace QueueAgents.Providers;

public sealed class McpTests
{
    private static readonly ServiceProvider Services = new ServiceCollection().BuildServiceProvider();
    private static readonly ToolRunner Runner = new(new(contents: false), TimeProvider.System, NullLogger<ToolRunner>.Instance);

    [Fact]
    public async Task A_servers_tools_are_called_by_http()
    {
        await using var office = await LoopbackOffice.Start(key: "let-me-in");
        await using var server = McpServer.Http("office", office.Address, mcp => mcp.Headers["X-Key"] = "let-me-in");
        var tools = await Resolve(server);

        Assert.Equal(["book_room", "broken", "environment", "find_person", "picky", "send_fax"], tools.Declarations.Select(tool => tool.Name).Order(StringComparer.Ordinal));
        Assert.Equal(ToolAnswer.Ok("Ada sits in room 7."), await Call(tools, "find_person", """{"name":"Ada"}"""));
    }

    [Fact]
    public async Task A_server_beside_the_worker_is_called_by_stdio_and_finds_none_of_the_workers_secrets()
    {
        Environment.SetEnvironmentVariable("QueueAgents__Broker", "amqp://user:canary@broker/");
        await using var server = McpServer.Stdio("office", Environment.ProcessPath!, [StdioOffice.Argument], mcp =>
        {
            mcp.Environment["OFFICE"] = "here";
            mcp.Environment["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT");
        });
        var tools = await Resolve(server);

        Assert.Equal(ToolAnswer.Ok("Ada sits in room 7."), await Call(tools, "find_person", """{"name":"Ada"}"""));
        var found = (await Call(tools, "environment")).Text.Split('\n');
        Assert.Contains("OFFICE", found);
        Assert.Contains("PATH", found);
        Assert.DoesNotContain("QueueAgents__Broker", found);
    }

    [Fact]
    public async Task What_a_server_says_of_its_tools_is_a_claim()
    {
        await using var office = await LoopbackOffice.Start();
        await using var strange = McpServer.Http("office", office.Address);
        Assert.Equal((EffectClass.AtMostOnce, EffectClass.AtMostOnce, EffectClass.AtMostOnce), Effects(await Resolve(strange)));

        await using var trusted = McpServer.Http("office", office.Address, mcp => mcp.TrustHints = true);
        Assert.Equal((EffectClass.ReadOnly, EffectClass.Idempotent, EffectClass.AtMostOnce), Effects(await Resolve(trusted)));

        await using var said = McpServer.Http("office", office.Address, mcp =>
        {
            mcp.TrustHints = true;
            mcp.Effects["find.person"] = EffectClass.AtMostOnce;
            mcp.Effects["send_fax"] = EffectClass.Idempotent;
        });
        Assert.Equal((EffectClass.AtMostOnce, EffectClass.Idempotent, EffectClass.Idempotent), Effects(await Resolve(said)));
    }

    [Fact]
    public async Task Errors_of_a_server_are_told_to_the_model()
    {
        await using var office = await LoopbackOffice.Start();
        await using var server = McpServer.Http("office", office.Address);
        var tools = await Resolve(server);

        Assert.Equal(new("Error: The office is closed. Try again on Monday.", ToolVerdict.Error), await Call(tools, "broken"));
        var picky = await Call(tools, "picky");
        Assert.Equal(ToolVerdict.Error, picky.Verdict);
        Assert.Contains("No such thing here.", picky.Text, StringComparison.Ordinal);
        Assert.Equal(ToolVerdict.BadArguments, tools.Prepare(new("1", "book_room", new("""{"room":"seven"}"""))).Answer?.Verdict);
    }

    [Fact]
    public async Task A_prefix_stands_before_the_names_and_the_server_does_not_see_it()
    {
        await using var office = await LoopbackOffice.Start();
        await using var server = McpServer.Http("office", office.Address, mcp => mcp.Prefix = "office_");
        var tools = await new AgentTools([server], ["office_find_person"]).Resolve(Services, TestContext.Current.CancellationToken);

        Assert.Equal(["office_find_person"], tools.Declarations.Select(tool => tool.Name));
        Assert.Equal("Ada sits in room 7.", (await Call(tools, "office_find_person", """{"name":"Ada"}""")).Text);
    }

    [Fact]
    public async Task A_server_that_is_away_makes_the_step_wait_and_is_connected_again_when_it_is_back()
    {
        var office = await LoopbackOffice.Start();
        var port = office.Address.Port;
        await using var server = McpServer.Http("office", office.Address, mcp => mcp.ConnectTimeout = TimeSpan.FromSeconds(10));
        var tools = await Resolve(server);
        await office.DisposeAsync();

        Assert.Equal(ToolVerdict.Crashed, (await Call(tools, "send_fax")).Verdict);
        var away = await Assert.ThrowsAsync<StepFailedException>(() => Call(tools, "send_fax"));
        Assert.Equal(("tools-unavailable", true), (away.Kind, away.Retryable));

        await using var back = await LoopbackOffice.Start(port);
        Assert.Equal("Sent.", (await Call(tools, "send_fax")).Text);
        Assert.Same(tools.Declarations[0], (await Resolve(server)).Declarations[0]);
    }

    [Fact]
    public void Options_that_are_none_are_said_at_once()
    {
        var wrong = Assert.Throws<AgentDefinitionException>(() => McpServer.Http("office", new("http://localhost/"), mcp =>
        {
            mcp.Prefix = "my office ";
            mcp.ConnectTimeout = TimeSpan.Zero;
            mcp.Tools = new() { MaxResult = 0 };
        }));
        Assert.Equal(3, wrong.Problems.Count);
    }

    private static (EffectClass Person, EffectClass Room, EffectClass Fax) Effects(ToolSet tools) => (Effect(tools, "find_person", "name", "\"Ada\""), Effect(tools, "book_room", "room", "7"), Effect(tools, "send_fax", null, null));

    private static EffectClass Effect(ToolSet tools, string name, string? argument, string? value)
        => tools.Prepare(new("1", name, new(argument is null ? "{}" : $$"""{"{{argument}}":{{value}}}"""))).Tool!.Effect;

    private static async Task<ToolSet> Resolve(McpServer server) => await new AgentTools([server]).Resolve(Services, TestContext.Current.CancellationToken);

    private static Task<ToolAnswer> Call(ToolSet tools, string name, string arguments = "{}") => Runner.Run(
        tools.Prepare(new("call-1", name, new(arguments))),
        new() { RunId = Guid.NewGuid(), Seq = 1, Attempt = 1, Agent = "agent", Tenant = "acme", CallId = "call-1", EffectKey = "key" },
        Services,
        TestContext.Current.CancellationToken);
}
