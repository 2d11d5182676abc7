using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.EndToEnd.Fleet;
using QueueAgents.EndToEnd.Loop;
using QueueAgents.TestNodes;
using Xunit;
using static QueueAgents.EndToEnd.Loop.ScriptedModel;
using Clerks = QueueAgents.EndToEnd.Http.HttpFleet;

namespace QueueAgents.EndToEnd.Cli.Servers;

/// <summary>What runs of a server ask, listed and answered from the command line.</summary>
public sealed class ServerRequestTests
{
    [Fact]
    public async Task Requests_are_listed_and_approved_denied_and_answered()
    {
        var notes = new Notebook();
        await using var fleet = await Clerks.StartAsync(
            LoopFleet.Serving(notes, a => a.AskUser().Approve("refund", question: "A refund."),
                _ => Call(("refund", new { orderId = "A-1", amount = 120 }), ("refund", new { orderId = "A-2", amount = 7 }), ("ask_user", new { question = "To which account?" })),
                m => Say(string.Join(" | ", Results(m)))),
            configure: builder => builder.Services.AddSingleton(notes));
        Task<Ran> RunAsync(params string[] args) => CommandLine.HereAsync([.. args, "--server", fleet.Address.ToString()]);
        var run = (await RunAsync("run", "start", LoopFleet.Clerk, "--input", "\"refund it\"", "--detach", "-o", "name")).Out.Trim();
        JsonElement[] pending = [];
        await Eventually.Async("three requests", async () =>
        {
            var listed = await RunAsync("request", "list", "--run", run, "-o", "json");
            pending = [.. JsonDocument.Parse(listed.Out).RootElement.EnumerateArray()];
            return pending.Length == 3;
        });
        string IdOf(int place) => pending[place].GetProperty("id").GetString()!;

        var several = await RunAsync("run", "approve", run);
        Assert.Equal((4, true), (several.Exit, several.Error.Contains("asks for 2 approvals", StringComparison.Ordinal)));
        Assert.Equal(4, (await RunAsync("run", "approve", run, "--request", IdOf(0), "--hash", "of another")).Exit);
        Assert.Equal(0, (await RunAsync("run", "approve", run, "--request", IdOf(0), "--reason", "fine")).Exit);
        Assert.Equal(0, (await RunAsync("run", "deny", run, "--reason", "too little")).Exit);
        Assert.Contains("To which account?", (await RunAsync("request", "list")).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("run", "answer", run, "\"the old one\"")).Exit);

        var end = await RunAsync("run", "watch", run, "-o", "json");
        var result = JsonDocument.Parse(end.Out).RootElement.GetProperty("result").GetString();
        Assert.StartsWith("refunded 120 | Error: A person has refused this call: too little.", result, StringComparison.Ordinal);
        Assert.EndsWith("| the old one", result, StringComparison.Ordinal);
        Assert.Equal(4, (await RunAsync("run", "approve", run)).Exit);
    }
}
