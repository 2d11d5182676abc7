using System.Net;
using System.Text.Json;
using Xunit;
using static QueueAgents.EndToEnd.Http.Requests;

namespace QueueAgents.EndToEnd.Http;

/// <summary>The list of runs, its filters and its pages, and the pages of one run's history.</summary>
public sealed class ListTests(TalkingFleet fleet) : IClassFixture<TalkingFleet>
{
    private HttpClient Client => fleet.Http.Client;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_follow_each_other_by_cursor_and_by_link_without_gap_or_repeat()
    {
        var tag = Guid.NewGuid().ToString("N");
        List<Guid> started = [];
        for (var i = 0; i < 23; i++) started.Add(await SubmitAsync($$$"""{"agent":"nobody","tags":{"batch":"{{{tag}}}","no":"{{{i}}}"}}"""));

        List<Guid> seen = [];
        for (var address = $"/v1/runs?tag=batch%3D{tag}&limit=5&state=queued"; address.Length > 0;)
        {
            using var response = await Client.GetAsync(address, Ct);
            var page = JsonElement.Parse(await response.Content.ReadAsStringAsync(Ct));
            seen.AddRange(page.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("id").GetGuid()));
            var link = response.Headers.TryGetValues("Link", out var values) ? Assert.Single(values) : null;
            Assert.Equal(page.TryGetProperty("next", out var next), link is not null);
            if (link is not null) Assert.Contains(next.GetString()!, link, StringComparison.Ordinal);
            address = link is null ? "" : link[1..link.IndexOf('>', StringComparison.Ordinal)];
            Assert.EndsWith("rel=\"next\"", link ?? "rel=\"next\"", StringComparison.Ordinal);
        }

        started.Reverse();
        Assert.Equal(started, seen);
    }

    [Fact]
    public async Task Every_filter_narrows_the_list()
    {
        var tag = Guid.NewGuid().ToString("N");
        var plain = await SubmitAsync($$$"""{"agent":"nobody","tags":{"filter":"{{{tag}}}"}}""");
        var special = await SubmitAsync($$$"""{"agent":"greeter","tenant":"acme","key":"{{{tag}}}","input":"Ada","tags":{"filter":"{{{tag}}}"}}""");
        await Client.ReachesAsync(special, Contracts.RunState.Waiting);

        Assert.Equal([special, plain], await IdsAsync(""));
        Assert.Equal([special], await IdsAsync("agent=greeter"));
        Assert.Equal([special], await IdsAsync("tenant=acme"));
        Assert.Equal([special], await IdsAsync($"key={tag}"));
        Assert.Equal([special], await IdsAsync("state=Waiting&state=failed"));
        Assert.Equal([plain], await IdsAsync("state=queued"));
        Assert.Equal([special, plain], await IdsAsync("since=1h"));
        Assert.Equal([special, plain], await IdsAsync("since=2020-01-01T00:00:00Z&until=2120-01-01T00:00:00%2B02:00"));
        Assert.Empty(await IdsAsync("until=1h"));
        Assert.Empty(await IdsAsync("unserved=true"));

        async Task<List<Guid>> IdsAsync(string filter)
        {
            var page = await Client.OkAsync($"/v1/runs?tag=filter:{tag}&{filter}");
            return [.. page.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("id").GetGuid())];
        }
    }

    [Fact]
    public async Task A_run_shows_its_document_as_it_was_and_what_changed()
    {
        var run = await Client.StartAsync("chatter", "5");
        var version = (await Client.ReachesAsync(run, Contracts.RunState.Completed)).GetProperty("version").GetInt32();

        var last = await Client.OkAsync($"/v1/runs/{run}/state");
        Assert.Equal((version, 5), (last.GetProperty("version").GetInt32(), last.GetProperty("document").GetProperty("at").GetInt32()));
        Assert.Equal(2, (await Client.OkAsync($"/v1/runs/{run}/state?version={version - 3}")).GetProperty("document").GetProperty("at").GetInt32());
        Assert.False((await Client.OkAsync($"/v1/runs/{run}/state?version=1")).TryGetProperty("document", out _));

        var one = await Client.OkAsync($"/v1/runs/{run}/diff?from={version - 3}&to={version}");
        var change = Assert.Single(one.GetProperty("patch").EnumerateArray());
        Assert.Equal(("replace", "/at", 5), (change.GetProperty("op").GetString(), change.GetProperty("path").GetString(), change.GetProperty("value").GetInt32()));
        var byDefault = await Client.OkAsync($"/v1/runs/{run}/diff");
        Assert.Equal((version - 1, version), (byDefault.GetProperty("from").GetInt32(), byDefault.GetProperty("to").GetInt32()));
    }

    [Fact]
    public async Task Attempts_come_in_pages_of_whole_steps()
    {
        var run = await Client.StartAsync("chatter", "12");
        await Client.ReachesAsync(run, Contracts.RunState.Completed);
        List<int> seen = [];
        for (int? after = 0; after is not null;)
        {
            var page = await Client.OkAsync($"/v1/runs/{run}/attempts?limit=5&after={after}");
            seen.AddRange(page.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("seq").GetInt32()));
            after = page.TryGetProperty("next", out var next) ? next.GetInt32() : null;
        }

        Assert.Equal(Enumerable.Range(1, 12), seen);
    }

    [Fact]
    public async Task Agents_and_workers_are_those_that_have_announced_themselves()
    {
        var worker = Assert.Single((await Client.OkAsync("/v1/workers")).GetProperty("workers").EnumerateArray());
        var agents = (await Client.OkAsync("/v1/agents")).GetProperty("agents").EnumerateArray().ToList();
        string[] names = ["breaker", "chatter", "greeter"];
        Assert.Equal(names, agents.Select(a => a.GetProperty("name").GetString()));
        Assert.Equal(names, worker.GetProperty("agents").EnumerateArray().Select(a => a.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        Assert.All(agents, a => Assert.Equal(1, a.GetProperty("workers").GetInt32()));
    }

    private async Task<Guid> SubmitAsync(string body) => (await Client.OkAsync(Post("/v1/runs", body), HttpStatusCode.Accepted)).GetProperty("runId").GetGuid();
}
