using System.Net;
using Polly;
using Polly.Retry;
using QueueAgents.Cli.CommandLine;

namespace QueueAgents.Cli.Servers;

/// <summary>Asks again where a server is away for a moment: briefly for a command that only asks, for minutes for one that stays with a run.</summary>
internal sealed class ServerPatience
{
    private readonly ResiliencePipeline<HttpResponseMessage> _brief;
    private readonly ResiliencePipeline<HttpResponseMessage> _unanswered;
    private readonly ResiliencePipeline<HttpResponseMessage> _long;
    private readonly Action<string> _away;
    private bool _told;

    /// <param name="away">Told once each time the server is away for longer.</param>
    public ServerPatience(Action<string> away)
    {
        _away = away;
        _brief = Pipeline(3, TimeSpan.FromSeconds(1), refusedToo: true);
        _unanswered = Pipeline(3, TimeSpan.FromSeconds(1), refusedToo: false);
        _long = Pipeline(150, TimeSpan.FromSeconds(2), refusedToo: true);
    }

    public bool Long { get; set; }

    public async Task<HttpResponseMessage> RepeatAsync(Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken ct)
    {
        var response = await (Long ? _long : _brief).ExecuteAsync(async token => await send(token), ct);
        _told = false;
        return response;
    }

    /// <summary>Briefly, and only where nobody answers: what the server has tried for long itself it will try as long once more.</summary>
    public async Task<HttpResponseMessage> RepeatUnansweredAsync(Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken ct)
        => await _unanswered.ExecuteAsync(async token => await send(token), ct);

    private ResiliencePipeline<HttpResponseMessage> Pipeline(int times, TimeSpan longest, bool refusedToo) => new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<UnreachableServerException>().HandleResult(response => refusedToo && IsAway(response)),
            MaxRetryAttempts = times,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = longest,
            DelayGenerator = again => ValueTask.FromResult(again.Outcome.Result?.Headers.RetryAfter?.Delta),
            OnRetry = again =>
            {
                Tell(again.AttemptNumber, again.Outcome.Exception?.Message ?? $"The server is busy ({(int)again.Outcome.Result!.StatusCode}).");
                again.Outcome.Result?.Dispose();
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    private static bool IsAway(HttpResponseMessage response)
        => response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private void Tell(int attempt, string why)
    {
        if (!Long || _told || attempt < 2) return;
        _told = true;
        _away($"{why} Trying again.");
    }
}

/// <summary>Nobody answers, or not in time.</summary>
internal sealed class UnreachableServerException(string message) : RefusedException(ExitCode.Unreachable, message);
