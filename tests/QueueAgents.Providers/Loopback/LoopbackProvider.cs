using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace QueueAgents.Providers;

/// <summary>A server on the loopback that answers like a provider, in the order it was told, and keeps what it was asked.</summary>
internal sealed class LoopbackProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Reply> _replies = new();
    private readonly ConcurrentQueue<Asked> _asked = new();

    private LoopbackProvider(WebApplication app) => _app = app;

    /// <summary>What was asked, oldest first.</summary>
    public IReadOnlyList<Asked> Asked => [.. _asked];

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<LoopbackProvider> Start(params Reply[] replies)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = new LoopbackProvider(builder.Build());
        provider._app.Run(provider.Answer);
        foreach (var reply in replies) provider._replies.Enqueue(reply);
        await provider._app.StartAsync();
        return provider;
    }

    public void Then(Reply reply) => _replies.Enqueue(reply);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task Answer(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        _asked.Enqueue(new(http.Request.Path, Encoding.UTF8.GetString(body.ToArray()), $"{http.Request.Headers.Authorization}{http.Request.Headers["x-api-key"]}"));
        if (!_replies.TryDequeue(out var reply)) reply = Reply.Error(500, """{"error":{"message":"the test has no more replies"}}""");
        http.Response.StatusCode = reply.Status;
        http.Response.ContentType = reply.ContentType;
        foreach (var (name, value) in reply.Headers) http.Response.Headers[name] = value;
        foreach (var piece in reply.Pieces)
        {
            await http.Response.WriteAsync(piece, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }

        if (reply.Ending == Ending.Torn) http.Abort();
        if (reply.Ending == Ending.Hangs) await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}

/// <summary>One request.</summary>
internal sealed record Asked(string Path, string Body, string Key);

/// <summary>How a reply ends.</summary>
internal enum Ending
{
    Whole,

    /// <summary>The connection breaks after the last piece.</summary>
    Torn,

    /// <summary>Nothing more comes.</summary>
    Hangs,
}

/// <summary>One reply.</summary>
internal sealed record Reply(int Status, string ContentType, IReadOnlyList<string> Pieces)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public Ending Ending { get; init; }

    public static Reply Error(int status, string body) => new(status, "application/json", [body]);

    public static Reply Stream(params string[] pieces) => new(200, "text/event-stream", pieces);

    public Reply With(string header, string value) => this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };
}
