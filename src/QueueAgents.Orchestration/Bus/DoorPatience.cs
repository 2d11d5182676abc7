using Microsoft.Extensions.Logging;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Telemetry;

namespace QueueAgents.Orchestration.Bus;

/// <summary>
/// What workers say and ask is said and asked again by themselves. So while the database is away it is tried a few times, within the time
/// an asker waits, and then dropped: an error queue would fill with beats nobody needs any more.
/// </summary>
internal sealed class DoorPatience(IRunStore store, TimeProvider time, ILogger<DoorPatience> log)
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    public async Task WithAsync(Func<CancellationToken, Task> act, CancellationToken ct)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await act(ct);
                return;
            }
            catch (Exception thrown) when (!ct.IsCancellationRequested && store.IsTransient(thrown))
            {
                if (tries == Pauses.Length)
                {
                    log.DoorShut(thrown.Message);
                    return;
                }

                await Task.Delay(Pauses[tries], time, ct);
            }
        }
    }
}
