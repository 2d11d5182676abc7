using System.Net;
using System.Text;
using Xunit;
using static QueueAgents.EndToEnd.Http.Requests;

namespace QueueAgents.EndToEnd.Http;

/// <summary>Everything a client can get wrong has its answer, in one shape, and none repeats what the client sent.</summary>
public sealed class RefusalTests(TalkingFleet fleet) : IClassFixture<TalkingFleet>
{
    private const string Secret = "hush4711";

    private HttpClient Client => fleet.Http.Client;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"greeter\"")]
    [InlineData("{")]
    [InlineData("""{"agent":"greeter"} x""")]
    [InlineData("""{"agent":"greeter",}""")]
    [InlineData("""{"agent":"greeter"/* hush4711 */}""")]
    [InlineData("{}")]
    [InlineData("""{"agent":null}""")]
    [InlineData("""{"agent":7}""")]
    [InlineData("""{"agent":"HUSH 4711"}""")]
    [InlineData("""{"agent":"greeter","agent":"greeter"}""")]
    [InlineData("""{"agent":"greeter","AGENT":"greeter"}""")]
    [InlineData("""{"agent":"greeter","input":{"hush4711":1,"hush4711":2}}""")]
    [InlineData("""{"agent":"greeter","state":"completed"}""")]
    [InlineData("""{"agent":"greeter","inputs":"hush4711"}""")]
    [InlineData("""{"agent":"greeter","runId":"hush4711"}""")]
    [InlineData("""{"agent":"greeter","pinned":"true"}""")]
    [InlineData("""{"agent":"greeter","deadline":"tomorrow"}""")]
    [InlineData("""{"agent":"greeter","deadline":"2001-01-01T00:00:00Z"}""")]
    [InlineData("""{"agent":"greeter","tenant":"a b"}""")]
    [InlineData("""{"agent":"greeter","key":""}""")]
    [InlineData("""{"agent":"greeter","tags":{"a":7}}""")]
    [InlineData("""{"agent":"greeter","tags":{"":"a"}}""")]
    public async Task A_body_that_is_not_as_it_should_be_is_refused_with_400(string body)
    {
        var refusal = await Client.RefusedAsync(Post("/v1/runs", body), HttpStatusCode.BadRequest, "invalid");
        Assert.DoesNotContain(Secret, refusal.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_body_is_32_levels_deep_and_no_deeper()
    {
        await Client.OkAsync(Post("/v1/runs", Nested(31)), HttpStatusCode.Accepted);
        await Client.RefusedAsync(Post("/v1/runs", Nested(32)), HttpStatusCode.BadRequest, "invalid");
        await Client.RefusedAsync(Post("/v1/runs", Nested(30_000)), HttpStatusCode.BadRequest, "invalid");

        static string Nested(int arrays) => $$"""{"agent":"nobody","input":{{new string('[', arrays)}}{{new string(']', arrays)}}}""";
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task A_body_of_another_media_type_is_refused_with_415(string? type)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/runs") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"agent":"greeter"}""")) };
        if (type is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        await Client.RefusedAsync(request, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task An_input_of_1_MiB_is_taken_and_one_of_a_byte_more_is_refused_with_413()
    {
        await Client.StartAsync("nobody", $"\"{new string('x', (1 << 20) - 2)}\"");
        await Client.RefusedAsync(Large((1 << 20) - 1), HttpStatusCode.RequestEntityTooLarge, "too-large");
        await Client.RefusedAsync(Large(3 << 20), HttpStatusCode.RequestEntityTooLarge, "too-large");

        // A client that does not ask first may be cut off in the middle of its body, and never read why.
        static HttpRequestMessage Large(int length)
        {
            var request = Post("/v1/runs", $$"""{"agent":"nobody","input":"{{new string('x', length)}}"}""");
            request.Headers.ExpectContinue = true;
            return request;
        }
    }

    [Fact]
    public async Task A_body_that_is_announced_as_too_large_is_refused_before_any_of_it_is_sent()
    {
        using var raw = await RawClient.ConnectAsync(fleet.Http.Address);
        await raw.BeginAsync("POST /v1/runs HTTP/1.1", "Content-Type: application/json", "Content-Length: 1000000000", "");
        Assert.StartsWith("HTTP/1.1 413 ", await raw.ReadUntilAsync("/problems/too-large", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_in_chunks_is_refused_when_it_passes_the_limit_and_not_at_its_end()
    {
        using var raw = await RawClient.ConnectAsync(fleet.Http.Address);
        await raw.BeginAsync("POST /v1/runs HTTP/1.1", "Content-Type: application/json", "Transfer-Encoding: chunked", "");
        var chunk = $"10000\r\n{new string(' ', 0x10000)}\r\n";
        for (var i = 0; i < 18; i++) await raw.SendAsync(chunk); // 64 KiB over, and no end.
        Assert.StartsWith("HTTP/1.1 413 ", await raw.ReadUntilAsync("/problems/too-large", Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    [InlineData("limit=-1")]
    [InlineData("limit=ten")]
    [InlineData("limit=1&limit=2")]
    [InlineData("state=none")]
    [InlineData("state=2")]
    [InlineData("state=queued&state=hush4711")]
    [InlineData("agent=HUSH%204711")]
    [InlineData("tenant=a%20b")]
    [InlineData("tag=team")]
    [InlineData("tag=:x")]
    [InlineData("since=yesterday")]
    [InlineData("until=2026-13-01T00:00:00Z")]
    [InlineData("since=99999999d")]
    [InlineData("unserved=maybe")]
    [InlineData("cursor=hush4711")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("cursor=________________________________")]
    [InlineData("cursor=%3C%3E")]
    [InlineData("count=true")]
    public async Task An_address_that_is_not_as_it_should_be_is_refused_with_400(string query)
    {
        var refusal = await Client.RefusedAsync(Get($"/v1/runs?{query}"), HttpStatusCode.BadRequest, "invalid");
        Assert.DoesNotContain(Secret, refusal.ToString(), StringComparison.OrdinalIgnoreCase);
        if (!query.StartsWith("count", StringComparison.Ordinal)) Assert.NotEmpty(refusal.GetProperty("errors").GetProperty(query[..query.IndexOf('=', StringComparison.Ordinal)])[0].GetString()!);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("W/\"7\"")]
    [InlineData("\"seven\"")]
    [InlineData("\"-7\"")]
    [InlineData("\"0\"")]
    [InlineData("\"99999999999\"")]
    [InlineData("\"1\", \"2\"")]
    [InlineData("\"\"")]
    public async Task An_If_Match_that_is_no_version_is_refused_with_400(string header)
    {
        var run = await Client.StartAsync("nobody");
        await Client.RefusedAsync(Post($"/v1/runs/{run}/cancel").With("If-Match", header), HttpStatusCode.BadRequest, "invalid");
    }

    [Theory]
    [InlineData("one")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    [InlineData("2")]
    public async Task A_Last_Event_ID_the_run_never_had_is_refused_with_400(string header)
    {
        var run = await Client.StartAsync("nobody");
        await Client.RefusedAsync(Get($"/v1/runs/{run}/events").With("Last-Event-ID", header), HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused_with_400()
        => await Client.RefusedAsync(Post("/v1/runs", """{"agent":"nobody"}""").With("Idempotency-Key", new string('k', 201)), HttpStatusCode.BadRequest, "invalid");

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/attempts")]
    [InlineData("GET", "/transitions")]
    [InlineData("GET", "/state")]
    [InlineData("GET", "/diff")]
    [InlineData("GET", "/events")]
    [InlineData("POST", "/cancel")]
    [InlineData("POST", "/pause")]
    [InlineData("POST", "/resume")]
    [InlineData("POST", "/retry")]
    [InlineData("POST", "/signals", """{"name":"go"}""")]
    [InlineData("POST", "/answers", """{"requestId":"0199b3c2-0000-7000-8000-00000000000a"}""")]
    [InlineData("GET", "/transcript")]
    [InlineData("GET", "/requests")]
    [InlineData("POST", "/requests/0199b3c2-0000-7000-8000-00000000000a", """{"approve":true}""")]
    public async Task A_run_that_is_not_there_is_answered_with_404(string method, string path, string? body = null)
    {
        var address = $"/v1/runs/{Guid.NewGuid()}{path}";
        await Client.RefusedAsync(method == "GET" ? Get(address) : Post(address, body), HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("GET", "/v1/runs/hush4711", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "/v1/runs/0199b3c2-0000-7000-8000-00000000000a/cancel", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    [InlineData("DELETE", "/v1/runs", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    [InlineData("POST", "/openapi/v1.json", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    public async Task What_the_framework_refuses_has_the_same_shape(string method, string path, HttpStatusCode status, string problem)
        => await Client.RefusedAsync(new HttpRequestMessage(new HttpMethod(method), path).With("Accept", "text/html"), status, problem);

    [Fact]
    public async Task Signals_and_answers_have_limits_of_their_own()
    {
        var run = await Client.StartAsync("nobody");
        var large = $"\"{new string('x', 64 << 10)}\"";
        await Client.RefusedAsync(Post($"/v1/runs/{run}/signals", $$"""{"name":"go","body":{{large}}}"""), HttpStatusCode.RequestEntityTooLarge, "too-large");
        await Client.RefusedAsync(Post($"/v1/runs/{run}/signals", """{"name":"","body":1}"""), HttpStatusCode.BadRequest, "invalid");
        await Client.RefusedAsync(Post($"/v1/runs/{run}/signals", """{"body":1}"""), HttpStatusCode.BadRequest, "invalid");
        await Client.RefusedAsync(Post($"/v1/runs/{run}/answers", $$"""{"requestId":"{{Guid.NewGuid()}}"}"""), HttpStatusCode.Conflict, "no-such-request");
        await Client.RefusedAsync(Post($"/v1/runs/{run}/cancel", $$"""{"reason":"{{new string('x', 1_001)}}"}"""), HttpStatusCode.BadRequest, "invalid");
        await Client.RefusedAsync(Post($"/v1/runs/{run}/pause", """{"why":1}"""), HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task Versions_that_are_not_there_are_refused()
    {
        var run = await Client.StartAsync("nobody");
        await Client.RefusedAsync(Get($"/v1/runs/{run}/state?version=2"), HttpStatusCode.NotFound, "not-found");
        await Client.RefusedAsync(Get($"/v1/runs/{run}/state?version=0"), HttpStatusCode.BadRequest, "invalid");
        await Client.RefusedAsync(Get($"/v1/runs/{run}/diff?to=2"), HttpStatusCode.NotFound, "not-found");
        await Client.RefusedAsync(Get($"/v1/runs/{run}/diff?from=1&to=0"), HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task Headers_and_addresses_that_are_too_large_end_the_connection_with_a_status()
    {
        using var headers = await Client.SendAsync(Get("/v1/runs").With("X-Large", new string('x', 20 << 10)), Ct);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, headers.StatusCode);
        using var address = await Client.SendAsync(Get($"/v1/runs?agent={new string('x', 10 << 10)}"), Ct);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, address.StatusCode);
    }

    [Fact]
    public async Task Nothing_a_client_sends_gets_into_the_log()
    {
        await Client.StartAsync("greeter", "\"canary-input\"", key: "canary-key");
        var run = await Client.StartAsync("greeter", "\"canary-input\"");
        await Client.OkAsync(Post($"/v1/runs/{run}/signals", """{"name":"canary-signal","body":"canary-body"}"""), HttpStatusCode.Accepted);
        await Client.RefusedAsync(Post("/v1/runs", """{"canary-member":1}"""), HttpStatusCode.BadRequest, "invalid");
        await Client.RefusedAsync(Post("/v1/runs", """{"agent":"canary-broken" """), HttpStatusCode.BadRequest, "invalid");
        await Client.OkAsync(Post($"/v1/runs/{run}/cancel", """{"reason":"canary-reason"}"""), HttpStatusCode.Accepted);
        Assert.NotEmpty(fleet.Http.Log.All);
        Assert.DoesNotContain(fleet.Http.Log.All, line => line.Contains("canary-", StringComparison.Ordinal));
    }
}
