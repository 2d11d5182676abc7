using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Delivery;

/// <summary>
/// Runs as this server has last committed them, so that the outcome of a step needs no reading. What is known may be old: another server may
/// have changed the run since. So only the outcome of exactly the attempt that is known to be open is decided on it, which nobody has who was
/// given a later one; and nothing is settled on it but by a commit, which is guarded by the version. // R2 R3
/// A run nobody here has heard of is taken for new when it is submitted, as it nearly always is: its insertion tells. // R2
/// Used by the one writer alone.
/// </summary>
/// <param name="bytes">About how much may be remembered; what was not used for long goes first. 0 = nothing.</param>
internal sealed class KnownRuns(long bytes)
{
    private const int Overhead = 2_048;
    private static readonly LoadedRun Nothing = new(null, [], [], []);

    // Two generations: what is looked up moves to the young one, and when that is full the old one is forgotten as a whole.
    private Dictionary<Guid, LoadedRun> young = [];
    private Dictionary<Guid, LoadedRun> old = [];
    private long youngBytes;

    /// <summary>What these messages can be decided on without reading; null where only the rows can tell.</summary>
    public LoadedRun? For(Fold fold)
    {
        if (!young.TryGetValue(fold.RunId, out var known) && !old.TryGetValue(fold.RunId, out known))
            return fold.Deliveries.All(delivery => delivery.Begins) ? Nothing : null;
        foreach (var delivery in fold.Deliveries)
            if (!delivery.Answers(known.Rows[0])) return null;
        return known;
    }

    /// <summary>A run that awaits one step is remembered; any other is read when something comes for it.</summary>
    public void Committed(Chain chain)
    {
        if (bytes > 0 && chain.Awaits is { } row) Keep(new LoadedRun(chain.Run, [row], [], []));
        else Forget(chain.Run.RunId);
    }

    public void Forget(Guid runId)
    {
        if (young.Remove(runId, out var known)) youngBytes -= SizeOf(known);
        old.Remove(runId);
    }

    private void Keep(LoadedRun known)
    {
        Forget(known.Run!.RunId);
        young[known.Run.RunId] = known;
        youngBytes += SizeOf(known);
        if (youngBytes <= bytes / 2) return;
        (old, young, youngBytes) = (young, [], 0);
    }

    private static long SizeOf(LoadedRun known)
        => Overhead + sizeof(char) * ((known.Run!.Document.Text?.Length ?? 0L) + (known.Run.Input.Text?.Length ?? 0) + (known.Rows[0].Input.Text?.Length ?? 0));
}
