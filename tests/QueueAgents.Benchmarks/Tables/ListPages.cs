using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using QueueAgents.Benchmarks.Measuring;

namespace QueueAgents.Benchmarks.Tables;

/// <summary>Pages of the list of runs over HTTP, one request at a time.</summary>
internal sealed class ListPages(Uri server) : IDisposable
{
    private static readonly (string Name, string Query)[] Kinds =
    [
        ("newest", "v1/runs"),
        ("next page", "v1/runs"),
        ("completed", "v1/runs?state=completed"),
        ("waiting", "v1/runs?state=waiting"),
        ("of an agent", "v1/runs?agent=ten-steps"),
        ("with a tag", "v1/runs?tag=team:team-70"),
    ];

    private readonly HttpClient client = new() { BaseAddress = server };
    private readonly Dictionary<string, List<double>> took = Kinds.ToDictionary(kind => kind.Name, _ => new List<double>());

    /// <summary>One request of each kind.</summary>
    public async Task TurnAsync(CancellationToken ct)
    {
        foreach (var (name, query) in Kinds)
        {
            var address = name == "next page" ? await NextAsync(query, ct) : query;
            var began = Stopwatch.GetTimestamp();
            await client.GetByteArrayAsync(address, ct);
            took[name].Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    public void Forget()
    {
        foreach (var times in took.Values) times.Clear();
    }

    public IEnumerable<(string Kind, double P50Ms, double P95Ms)> Rows()
    {
        foreach (var (kind, times) in took) yield return (kind, Of(times, 0.5), Of(times, 0.95));
        double[] all = [.. took.Values.SelectMany(times => times)];
        yield return ("all", Of(all, 0.5), Of(all, 0.95));
    }

    public void Dispose() => client.Dispose();

    private static double Of(IEnumerable<double> times, double share) => Percentile.Of([.. times.Order()], share);

    private async Task<string> NextAsync(string query, CancellationToken ct)
    {
        var page = await client.GetFromJsonAsync<JsonElement>(query, ct);
        return page.TryGetProperty("next", out var next) && next.GetString() is { } cursor ? $"{query}?cursor={Uri.EscapeDataString(cursor)}" : query;
    }
}
