using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using QueueAgents.Benchmarks.Agents;

namespace QueueAgents.Benchmarks.Latency;

/// <summary>Posts the run, and reads its events until it has completed.</summary>
internal sealed class HttpWay(Uri server) : Way, IDisposable
{
    private readonly HttpClient client = new() { BaseAddress = server };
    private readonly ConcurrentBag<Guid> submitted = [];

    public override string Name => "HTTP";

    public IReadOnlyCollection<Guid> Submitted => submitted;

    public override async Task<Lap> RunAsync(CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await client.PostAsJsonAsync("v1/runs", new { agent = Stamp.Name, input = 0 }, ct);
        answer.EnsureSuccessStatusCode();
        var accepted = Stopwatch.GetTimestamp();
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("runId").GetGuid();
        submitted.Add(id);
        await CompletedAsync(id, ct);
        var ended = Stopwatch.GetTimestamp();
        var run = await client.GetFromJsonAsync<JsonElement>($"v1/runs/{id}", ct);
        return new(
            Stopwatch.GetElapsedTime(began, accepted).TotalMilliseconds,
            Stopwatch.GetElapsedTime(began, run.GetProperty("result").GetInt64()).TotalMilliseconds,
            Stopwatch.GetElapsedTime(began, ended).TotalMilliseconds);
    }

    public void Dispose() => client.Dispose();

    private async Task CompletedAsync(Guid id, CancellationToken ct)
    {
        using var reader = new StreamReader(await client.GetStreamAsync($"v1/runs/{id}/events", ct));
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal) && line.Contains("\"to\":\"completed\"", StringComparison.Ordinal)) return;
        }

        throw new InvalidOperationException($"The events of run {id} ended before it had completed.");
    }
}
