using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Http.Views;

namespace QueueAgents.Cli.Servers;

/// <summary>The transitions of a run as its server sends them. A connection that breaks, and a server that is started again, are gone on with after the last one seen.</summary>
internal static class EventStream
{
    public static async IAsyncEnumerable<TransitionView> FollowAsync(ServerLink server, Guid runId, int afterVersion, [EnumeratorCancellation] CancellationToken ct)
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
            await using var events = SseParser.Create(stream, (_, data) => JsonSerializer.Deserialize<TransitionView>(data, JsonText.Line)).EnumerateAsync(ct).GetAsyncEnumerator(ct);
            while (await NextAsync(events))
            {
                if (events.Current is not { EventType: "transition", Data: { } transition } || transition.Version <= afterVersion) continue;
                afterVersion = transition.Version;
                yield return transition;
            }
        }

        // Nothing more will ever come.
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
    }

    /// <summary>False where the stream has ended or broken.</summary>
    private static async Task<bool> NextAsync(IAsyncEnumerator<SseItem<TransitionView?>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception broken) when (broken is IOException or TimeoutException or HttpRequestException)
        {
            return false;
        }
        catch (JsonException)
        {
            throw new RefusedException(ExitCode.Failed, "The server sends events this program does not understand: take one of the same release.");
        }
    }
}
