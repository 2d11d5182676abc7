using System.Net.Http.Headers;
using QueueAgents.Orchestration.Keys;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Access;

/// <summary>What is shown at the door: no key, a wrong one, one that was good once.</summary>
public sealed class KeyTests(OneKeyedServer one) : IClassFixture<OneKeyedServer>
{
    private static readonly (string, string)[] QuickToForget = [(KeyedServer.RequireKey, "true"), (KeyedServer.RememberKeys, "00:00:00.200")];

    [Fact]
    public async Task Without_a_key_the_answer_says_how_to_show_one()
    {
        using var client = (await one.Server).Client(null);
        using var answer = await client.GetAsync("/v1/runs", Ct);

        Assert.Equal((401, "/problems/unauthorized"), ((int)answer.StatusCode, await RouteRequests.ProblemAsync(answer)));
        Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).ToString());
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_right_key_opens_and_is_noted_as_used()
    {
        var server = await one.Server;
        var text = await server.KeyAsync(KeyRole.Viewer);
        using var client = server.Client(text);

        using var answer = await client.GetAsync("/v1/runs", Ct);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.NotNull((await server.Keys.FindAsync(KeyText.HashOf(text), Ct))!.LastUsedAt);
    }

    [Fact]
    public async Task The_history_says_which_key_gave_an_order()
    {
        var server = await one.Server;
        var text = await server.KeyAsync(KeyRole.Operator);
        using var client = server.Client(text);
        var run = await RouteRequests.SubmitAsync(client);
        using (await client.SendAsync(RouteRequests.Of("POST /v1/runs/{id}/cancel", run), Ct))
        {
        }

        using var history = await client.GetAsync($"/v1/runs/{run}/transitions", Ct);

        var last = (await RouteRequests.BodyAsync(history)).GetProperty("transitions").EnumerateArray().Last();
        Assert.Equal($"Operator of all ({KeyText.PrefixOf(text)})", last.GetProperty("by").GetString());
    }

    [Fact]
    public async Task Unknown_revoked_and_expired_keys_are_one_answer()
    {
        await using var server = await KeyedServer.StartAsync(settings: (KeyedServer.RequireKey, "true"));
        var revoked = await server.KeyAsync(KeyRole.Admin);
        await server.RevokeAsync(revoked);
        var expired = await server.KeyAsync(KeyRole.Admin, expires: DateTimeOffset.UtcNow.AddSeconds(-1));

        List<string> pictures = [];
        foreach (var key in new[] { KeyText.New(), revoked, expired })
        {
            using var client = server.Client(key);
            using var answer = await client.GetAsync("/v1/runs", Ct);
            Assert.Equal(401, (int)answer.StatusCode);
            Assert.Equal("Bearer error=\"invalid_token\"", Assert.Single(answer.Headers.WwwAuthenticate).ToString());
            pictures.Add(await RouteRequests.PictureAsync(answer));
        }

        Assert.Single(pictures.Distinct());
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer hunter2")]
    [InlineData("Bearer qa_")]
    [InlineData("Basic cWE6aHVudGVyMg==")]
    [InlineData("qa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task What_is_no_key_opens_nothing(string header)
    {
        await using var server = await KeyedServer.StartAsync(settings: (KeyedServer.RequireKey, "true"));
        using var client = server.Client(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);

        using var answer = await client.GetAsync("/v1/runs", Ct);

        Assert.Equal((401, "/problems/unauthorized"), ((int)answer.StatusCode, await RouteRequests.ProblemAsync(answer)));
    }

    [Fact]
    public async Task A_key_may_not_hide_behind_another()
    {
        await using var server = await KeyedServer.StartAsync(settings: (KeyedServer.RequireKey, "true"));
        using var client = server.Client(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", [$"Bearer {KeyText.New()}", $"Bearer {await server.KeyAsync(KeyRole.Admin)}"]);

        using var answer = await client.GetAsync("/v1/runs", Ct);

        Assert.Equal(401, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Health_and_the_document_need_no_key_and_no_right_one()
    {
        var server = await one.Server;
        foreach (var key in new[] { null, "qa_wrong" })
        {
            using var client = server.Client(key);
            foreach (var address in new[] { "/health/live", "/health/ready", "/health/startup", "/openapi/v1.json" })
            {
                using var answer = await client.GetAsync(address, Ct);
                Assert.Equal(200, (int)answer.StatusCode);
            }
        }
    }

    [Fact]
    public async Task A_revoked_key_stops_working()
    {
        await using var server = await KeyedServer.StartAsync(settings: QuickToForget);
        var text = await server.KeyAsync(KeyRole.Viewer);
        using var client = server.Client(text);
        Assert.Equal(200, (int)(await client.GetAsync("/v1/runs", Ct)).StatusCode);

        await server.RevokeAsync(text);

        await Eventually.Async("the key is refused", async () => (int)(await client.GetAsync("/v1/runs", Ct)).StatusCode == 401);
    }

    [Fact]
    public async Task A_stream_ends_when_its_key_is_revoked()
    {
        await using var server = await KeyedServer.StartAsync(settings: QuickToForget);
        using var submitter = await server.ClientAsync(KeyRole.Submitter);
        var run = await RouteRequests.SubmitAsync(submitter);
        var text = await server.KeyAsync(KeyRole.Viewer);
        using var client = server.Client(text);
        using var other = await server.ClientAsync(KeyRole.Viewer);
        await using var stays = await other.GetStreamAsync($"/v1/runs/{run}/events", Ct);
        await using var stream = await client.GetStreamAsync($"/v1/runs/{run}/events", Ct);

        await server.RevokeAsync(text);

        await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(Stream.Null, Ct).WaitAsync(Eventually.DefaultDeadline, Ct));
        Assert.False(stays.CopyToAsync(Stream.Null, Ct).IsCompleted, "A stream with another key has ended, too.");
    }

    [Fact]
    public async Task Too_many_wrong_keys_are_held_up_and_right_ones_that_were_met_are_not()
    {
        await using var server = await KeyedServer.StartAsync(settings: (KeyedServer.RequireKey, "true"));
        using var right = await server.ClientAsync(KeyRole.Viewer);
        using var none = server.Client(null);
        Assert.Equal(200, (int)(await right.GetAsync("/v1/runs", Ct)).StatusCode);

        List<int> statuses = [];
        for (var i = 0; i < 50; i++)
        {
            using var wrong = server.Client(KeyText.New());
            using var answer = await wrong.GetAsync("/v1/runs", Ct);
            statuses.Add((int)answer.StatusCode);
            if (answer.StatusCode != System.Net.HttpStatusCode.TooManyRequests) continue;

            Assert.Equal("/problems/too-many-requests", await RouteRequests.ProblemAsync(answer));
            Assert.Equal(new RetryConditionHeaderValue(TimeSpan.FromSeconds(1)), answer.Headers.RetryAfter);
            break;
        }

        Assert.Equal(429, statuses[^1]);
        Assert.All(statuses.SkipLast(1), status => Assert.Equal(401, status));
        Assert.True(statuses.Count > 5, $"Only {statuses.Count - 1} wrong keys were answered.");
        Assert.Equal(200, (int)(await right.GetAsync("/v1/runs", Ct)).StatusCode);
        Assert.Equal(401, (int)(await none.GetAsync("/v1/runs", Ct)).StatusCode);
        await Eventually.Async("a wrong key is looked at again", async () =>
        {
            using var wrong = server.Client(KeyText.New());
            return (int)(await wrong.GetAsync("/v1/runs", Ct)).StatusCode == 401;
        });
    }

    [Fact]
    public async Task Neither_log_nor_store_holds_the_text_of_a_key()
    {
        await using var server = await KeyedServer.StartAsync(settings: (KeyedServer.RequireKey, "true"));
        var (right, wrong, revoked) = (await server.KeyAsync(KeyRole.Admin), KeyText.New(), await server.KeyAsync(KeyRole.Admin));
        await server.RevokeAsync(revoked);
        foreach (var text in new[] { right, wrong, revoked })
        {
            using var client = server.Client(text);
            foreach (var route in new[] { "GET /v1/runs", "GET /v1/workers", "POST /v1/runs", "GET /v1/runs/{id}" })
                using (await client.SendAsync(RouteRequests.Of(route, Guid.CreateVersion7()), Ct))
                {
                }
        }

        var files = Directory.GetFiles(server.Folder).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Select(file => System.Text.Encoding.Latin1.GetString(ReadShared(file))).Append(server.Logged).ToList();

        Assert.Contains("A key that is not valid came from 127.0.0.1", server.Logged, StringComparison.Ordinal);
        Assert.Contains($"The key {KeyText.PrefixOf(revoked)} was refused: it is revoked", server.Logged, StringComparison.Ordinal);
        Assert.All(files, text => Assert.All([right, wrong, revoked], key => Assert.DoesNotContain(key[11..], text, StringComparison.Ordinal)));
        Assert.DoesNotContain(KeyText.PrefixOf(wrong), server.Logged, StringComparison.Ordinal);
        Assert.Contains(files, text => text.Contains(KeyText.PrefixOf(right), StringComparison.Ordinal));
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
