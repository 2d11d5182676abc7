using QueueAgents.Agents;

namespace QueueAgents.Models;

/// <summary>
/// Stands between a provider's library and the network. It turns an error into a failure the run understands, with the pause the provider
/// asks for, before the library makes an exception of its own of it; and reads no more of an answer than its bound.
/// </summary>
internal sealed class ProviderHandler(string provider, ProviderOptions options, TimeProvider time, HttpMessageHandler network) : DelegatingHandler(network)
{
    public static HttpClient Client(string provider, ProviderOptions options, TimeProvider time)
    {
        var network = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false, // The key goes to the address it is for and to no other.
            UseCookies = false,
        };
        return new(new ProviderHandler(provider, options, time, network)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            var body = new BoundedContent(response.Content, options.MaxResponseBytes);
            response.Content = body;
            return response;
        }

        using (response)
        {
            var (code, message) = await ProviderError.Read(response.Content, cancellationToken);
            var retryIn = ModelFailures.RetryIn(Header(response, "retry-after-ms"), Header(response, "retry-after"), time.GetUtcNow());
            throw ModelFailures.Of(response.StatusCode, provider, code, message, retryIn);
        }
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
