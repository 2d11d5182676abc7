namespace QueueAgents.Worker;

/// <summary>For what must get through although broker or servers are away for a while.</summary>
internal static class Patience
{
    /// <summary>How long a finished step waits to be reported.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Repeats <paramref name="action"/> while what it throws may pass: after 1 s, 2 s, 4 s… up to 10 s. In the end its last exception gets out.</summary>
    public static async Task<T> Repeat<T>(Func<Task<T>> action, Func<Exception, bool> mayPass, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await action();
            }
            catch (Exception e) when (mayPass(e) && time.GetElapsedTime(began) + pause < limit && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }
}
