using System.Diagnostics;
using System.Net;
using Polly;
using Polly.Retry;
using QueueAgents.Cli.CommandLine;

namespace QueueAgents.Cli.Servers;

/// <summary>
/// Asks again where a server is away for a moment: briefly for a command that only asks, for minutes for one that stays with a run. Briefly means
/// seconds: what took the server long to refuse will take as long once more.
/// </summary>
internal sealed class ServerPatience
{
    private static readonly TimeSpan BrieflyFor = TimeSpan.FromSeconds(5);
    private static readonly ResiliencePropertyKey<long> Began = new(nameof(Began));

    private readonly ResiliencePipeline<HttpResponseMessage> _brief;
    private readonly ResiliencePipeline<HttpResponseMessage> _long;
    private readonly Action<string> _away;
    private bool _told;

    /// <param name="away">Told once each time the server is away for longer.</param>
    public ServerPatience(Action<string> away)
    {
        _away = away;
        _brief = Pipeline(3, TimeSpan.FromSeconds(1), BrieflyFor);
        _long = Pipeline(150, TimeSpan.FromSeconds(2), TimeSpan.MaxValue);
    }

    public bool Long { get; set; }

    public async Task<HttpResponseMessage> RepeatAsync(Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken ct)
    {
        var context = ResilienceContextPool.Shared.Get(ct);
        context.Properties.Set(Began, Stopwatch.GetTimestamp());
        try
        {
            var response = await (Long ? _long : _brief).ExecuteAsync(async asked => await send(asked.CancellationToken), context);
            _told = false;
            return response;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ResiliencePipeline<HttpResponseMessage> Pipeline(int times, TimeSpan longest, TimeSpan within) => new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            ShouldHandle = asked => ValueTask.FromResult(
                (asked.Outcome.Exception is UnreachableServerException || asked.Outcome.Result is { } response && IsAway(response))
                && Stopwatch.GetElapsedTime(asked.Context.Properties.GetValue(Began, 0)) < within),
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
