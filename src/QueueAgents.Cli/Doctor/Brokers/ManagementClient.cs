using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>Reads the broker's management interface, as the user its address names, or else as the broker's.</summary>
internal sealed class ManagementClient : IDisposable
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly HttpClient _http;
    private readonly string _virtualHost;

    public ManagementClient(Uri url, BrokerUnderTest broker)
    {
        Settings = broker;
        _virtualHost = Uri.EscapeDataString(broker.Factory.VirtualHost);
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = new Uri(url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/') + "/api/"),
            Timeout = TimeSpan.FromSeconds(10),
        };
        var login = url.UserInfo.Length > 0 ? Uri.UnescapeDataString(url.UserInfo) : $"{broker.Factory.UserName}:{broker.Factory.Password}";
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(login)));
    }

    public BrokerUnderTest Settings { get; }

    public async Task<IReadOnlyList<Node>> NodesAsync(CancellationToken ct) => await ReadAsync<List<Node>>("nodes", ct);

    /// <summary>Those of this fleet.</summary>
    public async Task<IReadOnlyList<Queue>> QueuesAsync(CancellationToken ct)
        => [.. (await ReadAsync<List<Queue>>($"queues/{_virtualHost}", ct)).Where(queue => queue.Name.StartsWith("queue-agents.", StringComparison.Ordinal))];

    public void Dispose() => _http.Dispose();

    private async Task<T> ReadAsync<T>(string path, CancellationToken ct)
    {
        using var response = await _http.GetAsync(path, ct);
        if (response.IsSuccessStatusCode) return (await response.Content.ReadFromJsonAsync<T>(Snake, ct))!;
        throw new InvalidOperationException((int)response.StatusCode switch
        {
            401 => "the management interface does not know this user or password; the user needs the tag 'monitoring'.",
            403 => "this user may not look there; it needs the tag 'monitoring'.",
            404 => $"the management interface knows no virtual host '{Settings.Factory.VirtualHost}'.",
            var status => $"the management interface answers {status}.",
        });
    }
}

/// <summary>A node, as the management interface tells.</summary>
internal sealed record Node(string Name, bool MemAlarm, bool DiskFreeAlarm, long? DiskFreeLimit, long? DiskFree);

/// <summary>A queue, as the management interface tells.</summary>
internal sealed record Queue(string Name, string? Type, string? Policy, JsonElement EffectivePolicyDefinition, JsonElement Arguments, long Messages, int Consumers)
{
    public bool HasDeliveryLimit => Says("delivery-limit");

    public bool HasDeadLetters => Says("dead-letter-exchange");

    private bool Says(string key)
        => (EffectivePolicyDefinition.ValueKind == JsonValueKind.Object && EffectivePolicyDefinition.TryGetProperty(key, out _))
        || (Arguments.ValueKind == JsonValueKind.Object && Arguments.TryGetProperty($"x-{key}", out _));
}
