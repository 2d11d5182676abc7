using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QueueAgents.Http;
using QueueAgents.Orchestration;
using QueueAgents.Persistence.PostgreSql;
using Xunit;

namespace QueueAgents.Integration.Http;

/// <summary>A server of a fleet on a real database, behind Kestrel; its broker may be a real one, or away.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private WebServer(WebApplication app)
    {
        this.app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    public static async Task<WebServer> StartAsync(string database, Uri broker, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings.Append(("Broker", broker.ToString())).Select(s => KeyValuePair.Create($"QueueAgents:{s.Item1}", (string?)s.Item2)));
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.Services.AddRouting();
        builder.Services.AddPostgreSqlStore(database);
        builder.Services.AddOrchestration();
        builder.Services.AddServerBus();
        builder.Services.AddFleetHttp(builder.Configuration);
        var app = builder.Build();
        app.MapFleetHttp();
        await app.StartAsync();
        return new WebServer(app);
    }

    public async Task<JsonElement> GetAsync(string path, HttpStatusCode status = HttpStatusCode.OK) => await ReadAsync(await Client.GetAsync(path), status);

    public async Task<JsonElement> PostAsync(string path, object? body = null, HttpStatusCode status = HttpStatusCode.Accepted)
        => await ReadAsync(await Client.PostAsync(path, body is null ? null : JsonContent.Create(body)), status);

    public async Task<Guid> SubmitAsync(string key) => (await PostAsync("/v1/runs", new { agent = "nobody", key })).GetProperty("runId").GetGuid();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} {text}");
            return JsonElement.Parse(text);
        }
    }
}
