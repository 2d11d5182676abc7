using System.Globalization;
using System.Net;
using System.Text.Json;

namespace QueueAgents.Agents;

/// <summary>Says of any failure of a model what it means for the step. Clients of providers with exceptions of their own are wrapped to throw ours.</summary>
internal static class ModelFailures
{
    private const int MaxMessage = 300;

    // A provider that says "next year" would lose the run.
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <param name="exception">What a client threw, while nobody had cancelled the step.</param>
    public static ModelFailedException Of(Exception exception) => exception switch
    {
        ModelFailedException ours => ours,
        HttpRequestException { StatusCode: { } status } => Of(status, "the model", null, null),
        HttpRequestException or IOException => new(ModelFailure.Transient, "The connection to the model was lost."),
        OperationCanceledException or TimeoutException => new(ModelFailure.Transient, "The model did not answer in time."),
        JsonException => new(ModelFailure.Transient, "The model's answer could not be read."),
        _ => new(ModelFailure.Transient, $"The model's client has failed: {exception.GetType().Name}.", inner: exception),
    };

    /// <param name="status">Of the answer.</param>
    /// <param name="provider">Who answered.</param>
    /// <param name="code">The provider's own code for it.</param>
    /// <param name="message">The provider's own words.</param>
    /// <param name="retryIn">When to come back, where it was said.</param>
    public static ModelFailedException Of(HttpStatusCode status, string provider, string? code, string? message, TimeSpan? retryIn = null)
    {
        var failure = (int)status switch
        {
            _ when code is "context_length_exceeded" or "string_above_max_length" => ModelFailure.TooLarge,
            429 when code is "insufficient_quota" => ModelFailure.Permanent, // Nobody has paid: coming back does not help.
            429 => ModelFailure.RateLimited,
            413 => ModelFailure.TooLarge,
            503 or 529 => ModelFailure.Overloaded,
            408 or 409 or >= 500 => ModelFailure.Transient,
            400 when message?.Contains("prompt is too long", StringComparison.OrdinalIgnoreCase) is true => ModelFailure.TooLarge,
            _ => ModelFailure.Permanent,
        };
        var said = string.Join(": ", new[] { code, Shorten(message) }.Where(part => !string.IsNullOrWhiteSpace(part)));
        return new(failure, $"{provider} answered {(int)status}{(said.Length == 0 ? "" : $" ({said})")}.", failure == ModelFailure.Permanent ? null : retryIn);
    }

    /// <summary>Reads what a provider says about coming back.</summary>
    /// <param name="milliseconds">The header <c>retry-after-ms</c>.</param>
    /// <param name="after">The header <c>retry-after</c>: seconds, or a date.</param>
    /// <param name="now">The moment.</param>
    public static TimeSpan? RetryIn(string? milliseconds, string? after, DateTimeOffset now)
    {
        if (double.TryParse(milliseconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var ms)) return Bounded(ms / 1000);
        if (double.TryParse(after, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)) return Bounded(seconds);
        return DateTimeOffset.TryParse(after, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until) ? Bounded((until - now).TotalSeconds) : null;
    }

    private static TimeSpan? Bounded(double seconds) => double.IsNaN(seconds) ? null : TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestPause.TotalSeconds));

    private static string? Shorten(string? text)
    {
        if (text is null) return null;
        var line = string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length <= MaxMessage ? line : $"{line[..MaxMessage]}…";
    }
}
