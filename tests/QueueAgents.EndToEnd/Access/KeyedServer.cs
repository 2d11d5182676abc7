using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Embedded;
using QueueAgents.EndToEnd.Http;
using QueueAgents.Orchestration.Keys;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.EndToEnd.Access;

/// <summary>The HTTP interface of a fleet, whose keys a test makes.</summary>
internal sealed class KeyedServer : IAsyncDisposable
{
    public const string RequireKey = "RequireKey";
    public const string RememberKeys = "RememberKeys";

    private readonly HttpFleet fleet;

    private KeyedServer(HttpFleet fleet) => this.fleet = fleet;

    public IServiceProvider Services => fleet.Services;

    public IKeyStore Keys => Services.GetRequiredService<IKeyStore>();

    public IReadOnlyList<RouteEndpoint> Endpoints => [.. Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>()];

    public string Folder => Path.GetDirectoryName(Services.GetRequiredService<EmbeddedFleetOptions>().StorePath)!;

    public string Logged => string.Join('\n', fleet.Log.All);

    /// <param name="url">Where to listen; port 0 is a free one.</param>
    /// <param name="settings">Of the section <c>QueueAgents:Http</c>.</param>
    /// <param name="configure">What else a host may say of where to listen.</param>
    public static async Task<KeyedServer> StartAsync(
        string url = "http://127.0.0.1:0", Action<IWebHostBuilder>? configure = null, params (string Name, string Value)[] settings) => new(await HttpFleet.StartAsync(
        TalkingAgents.Add,
        settings.ToDictionary(setting => $"QueueAgents:Http:{setting.Name}", setting => (string?)setting.Value),
        builder =>
        {
            builder.WebHost.UseUrls(url);
            configure?.Invoke(builder.WebHost);
        }));

    /// <summary>Makes a key; its text.</summary>
    public async Task<string> KeyAsync(KeyRole role, string? tenant = null, DateTimeOffset? expires = null)
    {
        var text = KeyText.New();
        await Keys.AddAsync(
            new ApiKey
            {
                Id = Guid.CreateVersion7(), Name = $"{role} of {tenant ?? "all"}", Prefix = KeyText.PrefixOf(text), Role = role, Tenant = tenant,
                CreatedAt = DateTimeOffset.UtcNow, CreatedBy = "test", ExpiresAt = expires,
            },
            KeyText.HashOf(text),
            CancellationToken.None);
        return text;
    }

    public async Task<ApiKey> RevokeAsync(string text)
    {
        var key = (await Keys.FindAsync(KeyText.HashOf(text), CancellationToken.None))!;
        await Keys.RevokeAsync(key.Id, DateTimeOffset.UtcNow, CancellationToken.None);
        return key;
    }

    /// <summary>Somebody on this machine who shows this key, or none.</summary>
    public HttpClient Client(string? key)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{fleet.Address.Port}") };
        if (key is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Somebody with a new key of this kind.</summary>
    public async Task<HttpClient> ClientAsync(KeyRole role, string? tenant = null) => Client(await KeyAsync(role, tenant));

    public ValueTask DisposeAsync() => fleet.DisposeAsync();
}

/// <summary>One server for all tests of a class; on the loopback, and a key is needed.</summary>
public sealed class OneKeyedServer : IAsyncDisposable
{
    private readonly Lazy<Task<KeyedServer>> server = new(() => KeyedServer.StartAsync(settings: (KeyedServer.RequireKey, "true")));

    internal Task<KeyedServer> Server => server.Value;

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated) await (await server.Value).DisposeAsync();
    }
}
