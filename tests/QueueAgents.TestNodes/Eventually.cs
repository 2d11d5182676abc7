using System.Diagnostics;

namespace QueueAgents.TestNodes;

/// <summary>Polls until something holds; when the deadline passes, says what it waited for and what it saw last.</summary>
public static class Eventually
{
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    public static Task Async(string what, Func<bool> holds, TimeSpan? deadline = null, Func<string>? describe = null) =>
        Async(what, () => Task.FromResult(holds()), deadline, describe);

    /// <summary>
    /// An exception from <paramref name="holds"/> means "not yet" (a node that is starting refuses connections);
    /// the last one becomes the inner exception of the timeout.
    /// </summary>
    public static async Task Async(string what, Func<Task<bool>> holds, TimeSpan? deadline = null, Func<string>? describe = null)
    {
        var limit = deadline ?? DefaultDeadline;
        var clock = Stopwatch.StartNew();
        var pause = FirstPause;
        while (true)
        {
            Exception? thrown = null;
            try
            {
                if (await holds())
                {
                    return;
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                thrown = e;
            }

            if (clock.Elapsed >= limit)
            {
                throw new TimeoutException(Say(what, limit, describe, thrown), thrown);
            }

            await Task.Delay(pause);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static string Say(string what, TimeSpan limit, Func<string>? describe, Exception? thrown)
    {
        var seen = describe?.Invoke() ?? thrown?.Message;
        return $"Waited {limit.TotalSeconds:0.#} s for: {what}." + (seen is null ? "" : $" Last seen: {seen}");
    }
}
