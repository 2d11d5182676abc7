using System.Text.Json;
using QueueAgents.EndToEnd.Cli;
using QueueAgents.EndToEnd.Cli.Servers;
using QueueAgents.Samples.Refunds;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Samples;

/// <summary>The sample as whoever tries it out sees it: <c>queueagents dev</c> in one terminal, commands in another.</summary>
public sealed class RefundsTests
{
    [Fact]
    public async Task A_large_refund_waits_for_its_approval_also_over_a_kill_and_happens_once()
    {
        using var folder = new TempFolder("refunds");
        await using var dev = await DevFleet.StartAsync(folder.File("runs.db"), folder.Root);
        var run = (await RunAsync(dev, "run", "start", "refunds", "--input", "\"Order A-18 came broken, please refund it.\"", "--detach", "-o", "name")).Out.Trim();

        JsonElement[] asked = [];
        await Eventually.Async("the run to ask for its approval", async () =>
        {
            asked = [.. JsonElement.Parse((await RunAsync(dev, "request", "list", "--run", run, "-o", "json")).Out).EnumerateArray()];
            return asked.Length == 1;
        });
        Assert.Equal("""{"amount":249,"orderId":"A-18"}""", JsonSerializer.Serialize(asked[0].GetProperty("arguments").EnumerateObject().OrderBy(a => a.Name, StringComparer.Ordinal).ToDictionary(a => a.Name, a => a.Value)));
        await dev.KillAsync();
        Assert.False(Directory.Exists(folder.File("queueagents")), "Money moved before anybody had approved it.");
        await dev.StartAgainAsync();
        Assert.Equal(0, (await RunAsync(dev, "run", "approve", run, "--reason", "a good customer")).Exit);

        var end = JsonElement.Parse((await RunAsync(dev, "run", "watch", run, "-o", "json")).Out);
        var decision = end.GetProperty("result").Deserialize<RefundDecision>(Contracts.Json.Options)!;
        Assert.Equal((249m, LetterFate.Sent), (decision.Refunded, decision.Letter));
        Assert.Contains("249", File.ReadAllText(Assert.Single(Files(folder, "refunds"))), StringComparison.Ordinal);
        Assert.Contains("To: Ben", File.ReadAllText(Assert.Single(Files(folder, "letters"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_small_one_needs_nobody_and_a_request_without_an_order_moves_no_money()
    {
        using var folder = new TempFolder("refunds");
        await using var dev = await DevFleet.StartAsync(folder.File("runs.db"), folder.Root);

        Assert.Equal((20m, LetterFate.Sent), await DecideAsync(dev, "Please give me back 20 EUR for A-17."));
        Assert.Equal((0m, LetterFate.NotSent), await DecideAsync(dev, "I want my money back."));
        Assert.Equal((0m, LetterFate.NotSent), await DecideAsync(dev, "Refund A-99."));
        Assert.Equal((0m, LetterFate.Sent), await DecideAsync(dev, "Refund 99 EUR for A-19."));

        Assert.Single(Files(folder, "refunds"));
        Assert.Equal(2, Files(folder, "letters").Length);
    }

    [Fact]
    public async Task Without_a_server_the_command_ends_where_the_run_asks_and_goes_on_after_the_answer()
    {
        using var folder = new TempFolder("refunds");
        Task<Ran> LocalAsync(params string[] args) => CommandLine.ProcessAsync(new() { ["XDG_STATE_HOME"] = folder.Root }, args);


        var first = await LocalAsync("run", "start", "refunds", "--input", "\"Refund A-20.\"");
        var run = (await LocalAsync("run", "list", "-o", "name")).Out.Trim();
        Assert.Equal(4, first.Exit);
        Assert.Contains($"To go on: queueagents request list --run {run}", first.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await LocalAsync("run", "deny", run, "--reason", "it was used for a year")).Exit);

        var again = await LocalAsync("run", "start", "refunds", "--input", "\"Refund A-20.\"");
        Assert.Equal(0, again.Exit);
        Assert.Contains("it was used for a year", again.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_in_the_environment_takes_the_place_of_the_rehearsed_one()
    {
        using var folder = new TempFolder("refunds");
        var environment = new Dictionary<string, string?>
        {
            ["XDG_STATE_HOME"] = folder.Root, ["QueueAgents__Models__refunds__Provider"] = "nobody", ["QueueAgents__Models__refunds__Model"] = "none",
        };
        var ran = await CommandLine.ProcessAsync(environment, "run", "start", "refunds", "--input", "\"Refund A-17.\"");
        Assert.Equal(1, ran.Exit);
        Assert.Contains("QueueAgents:Models:refunds:Provider is 'nobody'; write openai or anthropic.", ran.Error, StringComparison.Ordinal);
    }

    private static async Task<(decimal Refunded, LetterFate Letter)> DecideAsync(DevFleet dev, string request)
    {
        var ran = await RunAsync(dev, "run", "start", "refunds", "--input", JsonSerializer.Serialize(request), "-o", "json");
        Assert.True(ran.Exit == 0, ran.Error);
        var decision = JsonElement.Parse(ran.Out).GetProperty("result").Deserialize<RefundDecision>(Contracts.Json.Options)!;
        return (decision.Refunded, decision.Letter);
    }

    private static string[] Files(TempFolder folder, string kind) => Directory.GetFiles(Path.Combine(folder.Root, "queueagents", "refunds", kind));

    private static Task<Ran> RunAsync(DevFleet dev, params string[] args) => CommandLine.HereAsync([.. args, "--server", dev.Url]);
}
