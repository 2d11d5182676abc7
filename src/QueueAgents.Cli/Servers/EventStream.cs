using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Http.Views;

namespace QueueAgents.Cli.Servers;

/// <summary>The transitions of a run as its server sends them, and beside them what is said. A connection that breaks, and a server that is started again, are gone on with after the last one seen.</summary>
internal static class EventStream
{
    public static async IAsyncEnumerable<TransitionView> FollowAsync(ServerLink server, Guid runId, int afterVersion, Action<TextView> heard, [EnumeratorCancellation] CancellationToken ct)
    {
        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"v1/runs/{runId}/events");
            request.Headers.Accept.ParseAdd("text/event-stream");
            if (afterVersion > 0) request.Headers.Add("Last-Event-ID", $"{afterVersion}");
            return request;
        }

        while (true)
        {
            using var response = await server.OpenAsync(Request, ct);
            if (response.StatusCode == HttpStatusCode.NoContent) break;
            await using var stream = new LimitedStream(await response.Content.ReadAsStreamAsync(ct));
            await using var events = SseParser.Create(stream, Read).EnumerateAsync(ct).GetAsyncEnumerator(ct);
            while (await NextAsync(events))
            {
                if (events.Current.Data is TextView text) heard(text);
                if (events.Current.Data is not TransitionView transition || transition.Version <= afterVersion) continue;
                afterVersion = transition.Version;
                yield return transition;
            }
        }

        // Nothing more will ever come.
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
    }

    /// <summary>Events of later releases are nothing to this one.</summary>
    private static object? Read(string type, ReadOnlySpan<byte> data) => type switch
    {
        "transition" => JsonSerializer.Deserialize<TransitionView>(data, JsonText.Line),
        "text" => JsonSerializer.Deserialize<TextView>(data, JsonText.Line),
        _ => null,
    };

    /// <summary>False where the stream has ended or broken.</summary>
    private static async Task<bool> NextAsync(IAsyncEnumerator<SseItem<object?>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception broken) when (broken is TimeoutException || ServerLink.IsBroken(broken))
        {
            return false;
        }
        catch (JsonException)
        {
            throw new RefusedException(ExitCode.Failed, "The server sends events this program does not understand: take one of the same release.");
        }
    }
}
