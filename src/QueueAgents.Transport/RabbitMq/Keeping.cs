namespace QueueAgents.Transport.RabbitMq;

/// <summary>What goes on over a connection for as long as it lasts, whatever the broker does to it.</summary>
internal static class Keeping
{
    /// <summary>Does it again and again: at once where it ended well, after a pause where it failed.</summary>
    /// <param name="once">What is done.</param>
    /// <param name="over">Whether it is not to be done any more.</param>
    /// <param name="say">Told why it failed, once for as long as the reason stays the same.</param>
    /// <param name="pause">After a failure.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Cancelled when the connection is lost; what fails then is not told.</param>
    public static async Task KeepAsync(Func<Task> once, Func<bool> over, Action<string> say, TimeSpan pause, TimeProvider time, CancellationToken ct)
    {
        var said = "";
        while (!ct.IsCancellationRequested && !over())
        {
            try
            {
                await once();
                continue;
            }
#pragma warning disable CA1031 // Whatever it is, it is tried again.
            catch (Exception thrown) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (thrown.Message != said) say(said = thrown.Message);
            }

            await Task.Delay(pause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
