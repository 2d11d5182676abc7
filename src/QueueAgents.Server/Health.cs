using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace QueueAgents.Server;

/// <summary>
/// <c>--health</c>: asks the server of this machine, at the address where this one would listen, whether it is ready. For an image that has nothing
/// else to ask with.
/// </summary>
internal static class Health
{
    public const string Verb = "--health";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>0 where it is ready; 1 where it is not or does not answer. What it says goes to standard output.</summary>
    public static async Task<int> AskAsync(string[] args)
    {
        // The same sources as the server's.
        var configuration = WebApplication.CreateBuilder([.. args.Where(arg => arg != Verb)]).Configuration;
        // A certificate is for the name others use; this asks its own machine, and tells it nothing.
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var client = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(new Uri(AddressOf(configuration), "health/ready"));
            Console.WriteLine(await answer.Content.ReadAsStringAsync());
            return answer.StatusCode == HttpStatusCode.OK ? 0 : 1;
        }
        catch (Exception thrown) when (thrown is HttpRequestException or TaskCanceledException)
        {
            Console.WriteLine($"The server does not answer: {thrown.Message}");
            return 1;
        }
    }

    /// <summary>Of several addresses the first without TLS, if there is one. Endpoints of Kestrel's own go before all others, as they do there.</summary>
    internal static Uri AddressOf(IConfiguration configuration)
    {
        List<string> urls = [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>()];
        if (urls.Count == 0) urls = [.. Listed("urls")];
        if (urls.Count == 0) urls = [.. Listed("http_ports").Select(port => $"http://*:{port}"), .. Listed("https_ports").Select(port => $"https://*:{port}")];
        var url = urls.Find(one => one.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) ?? urls.FirstOrDefault() ?? HttpSide.DefaultUrl;
        foreach (var any in (string[])["//*", "//+", "//0.0.0.0", "//[::]"]) url = url.Replace(any, "//localhost", StringComparison.Ordinal);
        return new Uri(url);

        string[] Listed(string key) => configuration[key]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
    }
}
