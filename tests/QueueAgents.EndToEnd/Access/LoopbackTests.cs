using Microsoft.AspNetCore.Hosting;
using QueueAgents.Http.Access;
using QueueAgents.Orchestration.Keys;
using Xunit;

namespace QueueAgents.EndToEnd.Access;

/// <summary>Only on the loopback, and only for a program of this machine, is no key needed.</summary>
public sealed class LoopbackTests
{
    [Fact]
    public async Task On_the_loopback_a_program_of_this_machine_is_its_administrator()
    {
        await using var server = await KeyedServer.StartAsync();
        using var client = server.Client(null);

        var run = await RouteRequests.SubmitAsync(client);

        using var cancelled = await client.SendAsync(RouteRequests.Of("POST /v1/runs/{id}/cancel", run), Ct);
        Assert.Equal(202, (int)cancelled.StatusCode);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://+:0")]
    [InlineData("http://*:0")]
    [InlineData("http://fleet.example:0")]
    [InlineData("http://127.0.0.1:0;http://0.0.0.0:0")]
    public async Task What_listens_where_others_reach_it_wants_a_key_of_everybody(string url)
    {
        await using var server = await KeyedServer.StartAsync(url);
        using var none = server.Client(null);
        using var right = await server.ClientAsync(KeyRole.Viewer);

        Assert.Equal(401, (int)(await none.GetAsync("/v1/runs", Ct)).StatusCode);
        Assert.Equal(200, (int)(await right.GetAsync("/v1/runs", Ct)).StatusCode);
    }

    [Theory]
    [InlineData(true, "http://localhost:5080")]
    [InlineData(true, "http://127.0.0.1:5080")]
    [InlineData(true, "https://127.1.2.3:5080")]
    [InlineData(true, "http://[::1]:5080")]
    [InlineData(true, "http://unix:/run/fleet.sock")]
    [InlineData(false, "http://[::]:5080")]
    [InlineData(false, "http://+:5080")]
    [InlineData(false, "http://*:5080")]
    [InlineData(false, "http://10.0.0.7:5080")]
    [InlineData(false, "http://localhost.example:5080")]
    public void An_address_is_the_loopback_or_beyond_it(bool loopback, string address) => Assert.Equal(loopback, KeysRequired.IsLoopback(address));

    [Fact]
    public async Task It_does_not_matter_who_told_the_server_where_to_listen()
    {
        await using var server = await KeyedServer.StartAsync(configure: web => web.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(0)));
        using var none = server.Client(null);

        Assert.Equal(401, (int)(await none.GetAsync("/v1/runs", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_server_that_wants_keys_and_has_none_says_so()
    {
        await using var server = await KeyedServer.StartAsync("http://0.0.0.0:0");
        Assert.Contains("queueagents key create", server.Logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_where_none_would_be_needed_and_a_right_one_is_no_more_than_it_says()
    {
        await using var server = await KeyedServer.StartAsync();
        using var wrong = server.Client(KeyText.New());
        using var viewer = await server.ClientAsync(KeyRole.Viewer);

        Assert.Equal(401, (int)(await wrong.GetAsync("/v1/runs", Ct)).StatusCode);
        using var cancel = await viewer.SendAsync(RouteRequests.Of("POST /v1/runs/{id}/cancel", Guid.CreateVersion7()), Ct);
        Assert.Equal(403, (int)cancel.StatusCode);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("x-forwarded-host", "fleet.example")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("X-Original-For", "203.0.113.7:4711")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "fleet.example")]
    [InlineData("Origin", "https://fleet.example")]
    [InlineData("Origin", "null")]
    public async Task What_a_proxy_or_a_web_page_sends_is_nobodys_administrator(string header, string value)
    {
        await using var server = await KeyedServer.StartAsync();
        using var client = server.Client(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);

        using var answer = await client.GetAsync("/v1/runs", Ct);

        Assert.Equal(401, (int)answer.StatusCode);
    }
}
