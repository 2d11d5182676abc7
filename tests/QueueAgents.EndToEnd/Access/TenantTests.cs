using System.Net.Http.Json;
using QueueAgents.Http.Access;
using QueueAgents.Orchestration.Keys;
using Xunit;

namespace QueueAgents.EndToEnd.Access;

/// <summary>A tenant's key sees, lists and steers the runs of its tenant; those of others are not there for it.</summary>
public sealed class TenantTests(OneKeyedServer one) : IClassFixture<OneKeyedServer>
{
    /// <summary>Every route with an id, and a body it takes. A route that is not here turns the first test red.</summary>
    private static readonly Dictionary<string, object?> Bodies = new()
    {
        ["GET /v1/runs/{id}"] = null,
        ["GET /v1/runs/{id}/attempts"] = null,
        ["GET /v1/runs/{id}/transitions"] = null,
        ["GET /v1/runs/{id}/transcript"] = null,
        ["GET /v1/runs/{id}/requests"] = null,
        ["GET /v1/runs/{id}/state"] = null,
        ["GET /v1/runs/{id}/diff"] = null,
        ["GET /v1/runs/{id}/events"] = null,
        ["POST /v1/runs/{id}/pause"] = null,
        ["POST /v1/runs/{id}/resume"] = null,
        ["POST /v1/runs/{id}/signals"] = new { name = "paid" },
        ["POST /v1/runs/{id}/answers"] = new { requestId = Guid.Empty },
        ["POST /v1/runs/{id}/requests/{request}"] = new { approve = true },
        ["POST /v1/runs/{id}/retry"] = null,
        ["POST /v1/runs/{id}/cancel"] = null,
    };

    [Fact]
    public async Task Every_route_with_an_id_is_in_the_matrix()
    {
        var routes = (await one.Server).Endpoints.Where(endpoint => endpoint.RoutePattern.Parameters.Any(p => p.Name == "id")).Select(RouteRequests.NameOf);
        Assert.Equal(Bodies.Keys.Order(StringComparer.Ordinal), routes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Another_tenants_run_is_answered_like_one_that_is_not_there()
    {
        var server = await one.Server;
        using var owner = await server.ClientAsync(KeyRole.Admin, "acme");
        using var stranger = await server.ClientAsync(KeyRole.Admin, "umbrella");
        var run = await RouteRequests.SubmitAsync(owner);

        foreach (var (route, body) in Bodies)
        {
            using var theirs = await stranger.SendAsync(RouteRequests.Of(route, run, body), HttpCompletionOption.ResponseHeadersRead, Ct);
            using var nobodys = await stranger.SendAsync(RouteRequests.Of(route, Guid.CreateVersion7(), body), HttpCompletionOption.ResponseHeadersRead, Ct);
            Assert.True((int)theirs.StatusCode == 404, $"{route} answers a stranger with {(int)theirs.StatusCode}.");
            Assert.Equal(await RouteRequests.PictureAsync(nobodys), await RouteRequests.PictureAsync(theirs));
        }

        // The same requests reach the run with its owner's key, or the above would prove nothing; and no stranger has touched it.
        using var history = await owner.GetAsync($"/v1/runs/{run}/transitions", Ct);
        Assert.Equal(1, (await RouteRequests.BodyAsync(history)).GetProperty("transitions").GetArrayLength());
        foreach (var (route, body) in Bodies)
        {
            using var own = await owner.SendAsync(RouteRequests.Of(route, run, body), HttpCompletionOption.ResponseHeadersRead, Ct);
            Assert.True((int)own.StatusCode is >= 200 and < 300 or 409, $"{route} answers the owner with {(int)own.StatusCode}.");
        }
    }

    [Fact]
    public async Task What_a_tenant_starts_is_its_own_and_it_names_no_other()
    {
        var server = await one.Server;
        using var acme = await server.ClientAsync(KeyRole.Submitter, "acme");
        using var all = await server.ClientAsync(KeyRole.Submitter);

        var run = await RouteRequests.SubmitAsync(acme, new { agent = "nobody-serves-this" });
        using var seen = await all.GetAsync($"/v1/runs/{run}", Ct);
        using var named = await acme.PostAsJsonAsync("/v1/runs", new { agent = "nobody-serves-this", tenant = "umbrella" }, Ct);
        using var same = await acme.PostAsJsonAsync("/v1/runs", new { agent = "nobody-serves-this", tenant = "acme" }, Ct);

        Assert.Equal("acme", (await RouteRequests.BodyAsync(seen)).GetProperty("tenant").GetString());
        Assert.Equal((403, "/problems/other-tenant"), ((int)named.StatusCode, await RouteRequests.ProblemAsync(named)));
        Assert.Equal(202, (int)same.StatusCode);
    }

    [Fact]
    public async Task The_same_key_of_two_tenants_is_two_runs_and_the_same_id_gives_nothing_away()
    {
        var server = await one.Server;
        using var acme = await server.ClientAsync(KeyRole.Submitter, "acme");
        using var umbrella = await server.ClientAsync(KeyRole.Submitter, "umbrella");
        var submission = new { agent = "nobody-serves-this", key = $"ticket-{Guid.NewGuid()}" };

        Assert.NotEqual(await RouteRequests.SubmitAsync(acme, submission), await RouteRequests.SubmitAsync(umbrella, submission));

        var id = Guid.CreateVersion7();
        await RouteRequests.SubmitAsync(acme, new { agent = "nobody-serves-this", runId = id, input = "of acme" });
        using var taken = await umbrella.PostAsJsonAsync("/v1/runs", new { agent = "nobody-serves-this", runId = id, input = "of acme" }, Ct);
        Assert.Equal(422, (int)taken.StatusCode);
        Assert.DoesNotContain("acme", await taken.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_holds_a_tenants_own_runs_and_another_tenants_is_refused()
    {
        await using var server = await KeyedServer.StartAsync(settings: (KeyedServer.RequireKey, "true"));
        using var acme = await server.ClientAsync(KeyRole.Admin, "acme");
        using var umbrella = await server.ClientAsync(KeyRole.Admin, "umbrella");
        using var all = await server.ClientAsync(KeyRole.Viewer);
        List<Guid> own = [];
        for (var i = 0; i < 3; i++)
        {
            own.Add(await RouteRequests.SubmitAsync(acme));
            await RouteRequests.SubmitAsync(umbrella);
        }

        Assert.Equal(own, (await PagesAsync(acme, "/v1/runs?limit=1")).Order());
        Assert.Equal(own, (await PagesAsync(acme, "/v1/runs?tenant=acme")).Order());
        Assert.Equal(own, (await PagesAsync(all, "/v1/runs?tenant=acme")).Order());
        Assert.Equal(6, (await PagesAsync(all, "/v1/runs?limit=4")).Count);
        using var refused = await acme.GetAsync("/v1/runs?tenant=umbrella", Ct);
        Assert.Equal((403, "/problems/other-tenant"), ((int)refused.StatusCode, await RouteRequests.ProblemAsync(refused)));
    }

    [Fact]
    public async Task A_cursor_of_another_tenants_list_shows_nothing_of_it()
    {
        await using var server = await KeyedServer.StartAsync(settings: (KeyedServer.RequireKey, "true"));
        using var acme = await server.ClientAsync(KeyRole.Viewer, "acme");
        using var all = await server.ClientAsync(KeyRole.Submitter);
        for (var i = 0; i < 3; i++) await RouteRequests.SubmitAsync(all, new { agent = "nobody-serves-this", tenant = "umbrella" });

        using var page = await all.GetAsync("/v1/runs?limit=1", Ct);
        var cursor = (await RouteRequests.BodyAsync(page)).GetProperty("next").GetString()!;

        Assert.Empty(await PagesAsync(acme, $"/v1/runs?cursor={Uri.EscapeDataString(cursor)}"));
    }

    private static async Task<IReadOnlyList<Guid>> PagesAsync(HttpClient client, string address)
    {
        List<Guid> runs = [];
        for (string? next = ""; next is not null;)
        {
            using var answer = await client.GetAsync(address + (next.Length == 0 ? "" : $"&cursor={Uri.EscapeDataString(next)}"), Ct);
            var page = await RouteRequests.BodyAsync(answer);
            runs.AddRange(page.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("id").GetGuid()));
            next = page.TryGetProperty("next", out var more) ? more.GetString() : null;
        }

        return runs;
    }
}
