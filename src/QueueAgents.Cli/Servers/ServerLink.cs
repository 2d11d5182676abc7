using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Polly;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Http.Health;
using QueueAgents.Http.Views;

namespace QueueAgents.Cli.Servers;

/// <summary>Asks a server. What it refuses, and that it does not answer, becomes one sentence and an exit code.</summary>
internal sealed class ServerLink : IDisposable
{
    /// <summary>A server answers within 30 s, if only to say that it does not know.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);

    private readonly ServerAddress _address;
    private readonly HttpClient _http;
    private readonly ServerPatience _patience;

    public ServerLink(ServerAddress address, Action<string> away)
    {
        _address = address;
        _patience = new ServerPatience(away);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // The key is for this server and no other.
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        };
        _http = new HttpClient(handler) { BaseAddress = address.Url, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("queueagents-cli");
        if (address.Token is { } token) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>From now on a server that is away is waited for, for some minutes.</summary>
    public void StayWithIt() => _patience.Long = true;

    public async Task<T> GetAsync<T>(string path, CancellationToken ct) => await FindAsync<T>(path, ct) ?? throw NoAnswerOfOurs(HttpStatusCode.NotFound);

    /// <summary>What the server says of itself, also where it is not well.</summary>
    public async Task<HealthView> HealthAsync(CancellationToken ct)
    {
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, "health/ready"), ct);
        return response.StatusCode == HttpStatusCode.ServiceUnavailable && !Refusal.IsProblem(response)
            ? await response.Content.ReadFromJsonAsync<HealthView>(JsonText.Line, ct) ?? throw NoAnswerOfOurs(response.StatusCode)
            : await ReadAsync<HealthView>(response, ct);
    }

    /// <summary>Null where the server has no such thing.</summary>
    public async Task<T?> FindAsync<T>(string path, CancellationToken ct)
    {
        using var response = await _patience.RepeatAsync(token => SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), token), ct);
        if (response.StatusCode == HttpStatusCode.NotFound && Refusal.IsProblem(response)) return default;
        return await ReadAsync<T>(response, ct);
    }

    /// <param name="path">Where to.</param>
    /// <param name="body">What is sent; null for nothing.</param>
    /// <param name="headers">What else is said.</param>
    /// <param name="again">When it is sent again.</param>
    /// <param name="ct">Gives up the waiting.</param>
    public async Task<T> PostAsync<T>(string path, object? body, IReadOnlyDictionary<string, string> headers, Again again, CancellationToken ct)
    {
        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: JsonText.Line) };
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            return request;
        }

        using var response = await (again switch
        {
            Again.WhileAway => _patience.RepeatAsync(token => SendAsync(Request, token), ct),
            Again.WhileUnanswered => _patience.RepeatUnansweredAsync(token => SendAsync(Request, token), ct),
            _ => SendAsync(Request, ct),
        });
        return await ReadAsync<T>(response, ct);
    }

    /// <summary>An answer that goes on and on; its stream is to be read with a limit of its own.</summary>
    public async Task<HttpResponseMessage> OpenAsync(Func<HttpRequestMessage> request, CancellationToken ct)
    {
        var response = await _patience.RepeatAsync(token => SendAsync(request, token, HttpCompletionOption.ResponseHeadersRead), ct);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await Refusal.OfAsync(response, _address, ct);
    }

    /// <summary>The connection does not come about or is gone. What a socket says comes without a frame where its peer is killed at that moment.</summary>
    public static bool IsBroken(Exception thrown) => thrown is HttpRequestException or IOException or SocketException;

    public void Dispose() => _http.Dispose();

    /// <exception cref="RefusedException">Nobody answers.</exception>
    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken ct, HttpCompletionOption until = HttpCompletionOption.ResponseContentRead)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            using var message = request();
            return await _http.SendAsync(message, until, linked.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new UnreachableServerException($"{_address.Url} does not answer in time.");
        }
        catch (Exception away) when (IsBroken(away))
        {
            throw new UnreachableServerException($"{_address.Url} does not answer: {(away.InnerException ?? away).Message.TrimEnd('.')}.");
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken ct)
    {
        if (!response.IsSuccessStatusCode) throw await Refusal.OfAsync(response, _address, ct);
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(JsonText.Line, ct) ?? throw NoAnswerOfOurs(response.StatusCode);
        }
        catch (System.Text.Json.JsonException)
        {
            throw NoAnswerOfOurs(response.StatusCode);
        }
    }

    private RefusedException NoAnswerOfOurs(HttpStatusCode status) => new(ExitCode.Failed, $"{_address.Url} answers ({(int)status}), but not as a server of QueueAgents does.");
}

/// <summary>When a request is sent again.</summary>
internal enum Again
{
    Never = 0,

    /// <summary>The same once more changes nothing.</summary>
    WhileAway,

    /// <summary>Nor does it help where the server says it cannot now: it has tried for seconds.</summary>
    WhileUnanswered,
}
