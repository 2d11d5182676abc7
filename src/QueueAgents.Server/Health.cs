using System.Net;
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
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables("ASPNETCORE_").AddCommandLine([.. args.Where(arg => arg != Verb)]).Build();
        using var client = new HttpClient { Timeout = Patience };
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

    /// <summary>Of several addresses the first without TLS: a certificate is for the name others use.</summary>
    internal static Uri AddressOf(IConfiguration configuration)
    {
        var urls = configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            ?? configuration["http_ports"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(port => $"http://*:{port}")
            ?? [];
        var url = urls.FirstOrDefault(one => one.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) ?? HttpSide.DefaultUrl;
        foreach (var any in (string[])["//*", "//+", "//0.0.0.0", "//[::]"]) url = url.Replace(any, "//localhost", StringComparison.Ordinal);
        return new Uri(url);
    }
}
