using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Embedded;
using QueueAgents.Http;
using QueueAgents.Persistence;
using QueueAgents.TestNodes;
using QueueAgents.Worker;
using Xunit;

namespace QueueAgents.EndToEnd.Http;

/// <summary>A whole fleet in this process, on a file of its own, behind Kestrel on a port that happened to be free.</summary>
internal sealed class HttpFleet : IAsyncDisposable
{
    private readonly TempFolder _folder = new("http");
    private readonly WebApplication _app;

    private HttpFleet(Action<WorkerBuilder> agents, IDictionary<string, string?> settings, Action<WebApplicationBuilder>? configure)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Logging.AddProvider(Log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddEmbeddedFleet(options =>
        {
            options.StorePath = _folder.File("runs.db");
            options.Agents = agents;
        });
        builder.Services.AddFleetHttp(builder.Configuration);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        configure?.Invoke(builder);
        _app = builder.Build();
        _app.MapFleetHttp();
    }

    /// <summary>Every line that was logged.</summary>
    public LogLines Log { get; } = new();

    public IServiceProvider Services => _app.Services;

    public EmbeddedFleet Fleet => Services.GetRequiredService<EmbeddedFleet>();

    public HttpClient Client { get; private set; } = new();

    public Uri Address => Client.BaseAddress!;

    public static async Task<HttpFleet> StartAsync(
        Action<WorkerBuilder> agents, IDictionary<string, string?>? settings = null, Action<WebApplicationBuilder>? configure = null)
    {
        var fleet = new HttpFleet(agents, settings ?? new Dictionary<string, string?>(), configure);
        await fleet._app.StartAsync();
        fleet.Client = new HttpClient { BaseAddress = new Uri(fleet._app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
        return fleet;
    }

    public Task StopAsync() => _app.StopAsync();

    /// <summary>Takes a table away under the fleet: a fault nobody has foreseen.</summary>
    public async Task BreakAsync()
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync();
        await db.Database.ExecuteSqlRawAsync("alter table transition rename to gone");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>What a test does with a client of the interface.</summary>
internal static class Requests
{
    public static HttpRequestMessage With(this HttpRequestMessage request, string header, string value)
    {
        request.Headers.TryAddWithoutValidation(header, value);
        return request;
    }

    public static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    public static HttpRequestMessage Post(string path, string? body = null) => new(HttpMethod.Post, path)
    {
        Content = body is null ? null : new StringContent(body, new MediaTypeHeaderValue("application/json")),
    };

    public static async Task<JsonElement> OkAsync(this HttpClient client, HttpRequestMessage request, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    public static Task<JsonElement> OkAsync(this HttpClient client, string path) => client.OkAsync(Get(path));

    /// <summary>Starts a run that is there when this returns.</summary>
    public static async Task<Guid> StartAsync(this HttpClient client, string agent, string input = "null", string? key = null)
    {
        var request = Post("/v1/runs", $$"""{"agent":"{{agent}}","input":{{input}}}""");
        if (key is not null) request.With("Idempotency-Key", key);
        return (await client.OkAsync(request, HttpStatusCode.Accepted)).GetProperty("runId").GetGuid();
    }

    /// <summary>The refusal of a request: its shape is checked, its kind is one of those the caller expects.</summary>
    public static async Task<JsonElement> RefusedAsync(this HttpClient client, HttpRequestMessage request, HttpStatusCode status, params string[] problems)
    {
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var refusal = JsonElement.Parse(text);
        Assert.Contains(refusal.GetProperty("type").GetString(), problems.Select(problem => $"/problems/{problem}"));
        Assert.Equal((int)status, refusal.GetProperty("status").GetInt32());
        Assert.Matches("^[0-9a-f]{32}$", refusal.GetProperty("traceId").GetString());
        Assert.NotEmpty(refusal.GetProperty("title").GetString()!);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        return refusal;
    }

    /// <summary>Waits for a state of a run, by asking as a client would.</summary>
    public static async Task<JsonElement> ReachesAsync(this HttpClient client, Guid run, RunState state)
    {
        JsonElement view = default;
        await Eventually.Async($"run {run} is {state}", async () =>
        {
            view = await client.OkAsync($"/v1/runs/{run}");
            return string.Equals(view.GetProperty("state").GetString(), state.ToString(), StringComparison.OrdinalIgnoreCase);
        }, describe: () => view.ToString());
        return view;
    }
}
