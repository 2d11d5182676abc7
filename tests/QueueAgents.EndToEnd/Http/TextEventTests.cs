using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Contracts;
using QueueAgents.EndToEnd.Cli;
using QueueAgents.EndToEnd.Fleet;
using QueueAgents.EndToEnd.Loop;
using QueueAgents.TestNodes;
using QueueAgents.Transport;
using Xunit;
using static QueueAgents.EndToEnd.Http.Requests;

namespace QueueAgents.EndToEnd.Http;

/// <summary>What models say while they say it: in the stream of a run, and to who watches it from the command line.</summary>
public sealed class TextEventTests : IAsyncLifetime
{
    private readonly Notebook _notes = new();
    private HttpFleet _fleet = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fleet = await HttpFleet.StartAsync(worker =>
    {
        worker.AddModel("main", _ => new SpeakingModel(_notes));
        worker.Add(LoopFleet.Clerk, agent => agent.Model("main"));
    });

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task What_is_said_is_heard_while_it_is_said_without_an_id_and_the_transition_follows_it()
    {
        var run = await _fleet.Client.StartAsync(LoopFleet.Clerk, "\"Ada\"");
        await using var events = OpenAsync(run).GetAsyncEnumerator(Ct);
        var first = TextAsync(events);
        await BeginAsync(run, "Ada");

        Assert.Equal((1, 1, 0, "Hello, Ada.\n"), await first);
        Assert.Null(events.Current.EventId);
        _notes.Open("go on");
        Assert.Equal((1, 1, 12, "Goodbye\u001b[2J."), await TextAsync(events));
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(("transition", "completed"), (events.Current.EventType, JsonElement.Parse(events.Current.Data).GetProperty("to").GetString()));
        Assert.False(await events.MoveNextAsync());
    }

    [Fact]
    public async Task A_new_attempt_begins_anew_and_says_so()
    {
        var run = await _fleet.Client.StartAsync(LoopFleet.Clerk, "\"torn\"");
        await using var events = OpenAsync(run).GetAsyncEnumerator(Ct);
        var first = TextAsync(events);
        await BeginAsync(run, "torn");

        Assert.Equal((1, 1, 0, "These words are torn.\n"), await first);
        _notes.Open("tear");
        Assert.Equal((1, 2, 0, "Hello, torn.\n"), await TextAsync(events));
        _notes.Open("go on");
        Assert.Equal(2, (await TextAsync(events)).Attempt);
    }

    [Fact]
    public async Task Who_comes_back_reads_what_was_committed_and_hears_nothing_of_it_again()
    {
        var run = await _fleet.Client.StartAsync(LoopFleet.Clerk, "\"Ada\"");
        _notes.Open("begin Ada");
        _notes.Open("go on");
        await _fleet.Client.ReachesAsync(run, RunState.Completed);
        Assert.All(await OpenAsync(run).ToListAsync(Ct), item => Assert.Equal("transition", item.EventType));
        var said = (await _fleet.Client.OkAsync($"/v1/runs/{run}/transcript")).GetProperty("items")[1].ToString();
        Assert.Contains("Hello, Ada.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_hears_the_words_of_another_run()
    {
        var mine = await _fleet.Client.StartAsync(LoopFleet.Clerk, "\"me\"");
        var other = await _fleet.Client.StartAsync(LoopFleet.Clerk, "\"somebody else\"");
        await using var events = OpenAsync(mine).GetAsyncEnumerator(Ct);
        await using var others = OpenAsync(other).GetAsyncEnumerator(Ct);
        var (heard, overheard) = (TextAsync(events), TextAsync(others));
        await ListenedToAsync(mine);
        await BeginAsync(other, "somebody else");
        Assert.Equal("Hello, somebody else.\n", (await overheard).Text);
        await BeginAsync(mine, "me");
        Assert.Equal("Hello, me.\n", (await heard).Text);
    }

    [Fact]
    public async Task The_command_line_shows_what_is_said_and_that_an_attempt_replaces_another()
    {
        var run = await _fleet.Client.StartAsync(LoopFleet.Clerk, "\"torn\"");
        await using var watch = await CommandLine.StartAsync("run", "watch", $"{run}", "--server", _fleet.Address.ToString());
        await BeginAsync(run, "torn");

        await watch.WaitForLine(line => line == "step 1 says: These words are torn.");
        _notes.Open("tear");
        await watch.WaitForLine(line => line == "step 1 says in attempt 2, in place of what was said before: Hello, torn.");
        _notes.Open("go on");
        Assert.Equal(0, await watch.WaitForExitAsync());
        Assert.DoesNotContain('\u001b', watch.Tail());
    }

    /// <summary>Lets the model speak as soon as somebody listens: what is said before is heard by nobody.</summary>
    private async Task BeginAsync(Guid run, string asked)
    {
        await ListenedToAsync(run);
        _notes.Open($"begin {asked}");
    }

    private Task ListenedToAsync(Guid run)
    {
        var listeners = _fleet.Services.GetRequiredService<LiveListeners>();
        return Eventually.Async("a listener", () => listeners.Now.Runs.Contains(run));
    }

    private async IAsyncEnumerable<SseItem<string>> OpenAsync(Guid run)
    {
        using var response = await _fleet.Client.SendAsync(Get($"/v1/runs/{run}/events"), HttpCompletionOption.ResponseHeadersRead, Ct);
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(Ct)).EnumerateAsync(Ct)) yield return item;
    }

    /// <summary>The next text; transitions before it are passed over.</summary>
    private static async Task<(int Seq, int Attempt, int From, string Text)> TextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        while (await events.MoveNextAsync())
        {
            if (events.Current.EventType != "text") continue;
            var text = JsonElement.Parse(events.Current.Data);
            return (text.GetProperty("seq").GetInt32(), text.GetProperty("attempt").GetInt32(), text.GetProperty("from").GetInt32(), text.GetProperty("text").GetString()!);
        }

        throw new EndOfStreamException("The stream has ended without a text.");
    }
}
