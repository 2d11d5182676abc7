using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Simulation.Store;

internal sealed partial class MemoryStore
{
    /// <summary>What agents remember, for a simulation's own checks.</summary>
    public IReadOnlyCollection<MemoryRow> Remembered => remembered.Values;

    public Task<MemoryFound?> ReadMemoryAsync(ReadMemory read, DateTimeOffset now, CancellationToken ct) => Io("ReadMemory", ct, () =>
    {
        if (Open(read.RunId, read.Seq, read.Attempt, read.Nonce) is not var (run, _)) return null;
        return remembered.GetValueOrDefault((run.Facts.Tenant, read.Shared ? "" : run.Facts.Agent, read.Subject, read.Key)) is { } row && IsLive(row, now)
            ? new MemoryFound { Value = row.Value, Version = row.Version, ExpiresAt = row.ExpiresAt }
            : new MemoryFound();
    });

    public Task<IReadOnlyList<MemoryListed>?> ListMemoryAsync(ListMemory list, DateTimeOffset now, int max, CancellationToken ct)
        => Io<IReadOnlyList<MemoryListed>?>("ListMemory", ct, () =>
    {
        if (Open(list.RunId, list.Seq, list.Attempt, list.Nonce) is not var (run, _)) return null;
        return
        [
            .. Space(run.Facts, list.Shared, list.Subject)
                .Where(row => IsLive(row, now) && row.Key.StartsWith(list.Prefix, StringComparison.Ordinal) && string.CompareOrdinal(row.Key, list.After) > 0)
                .OrderBy(row => row.Key, StringComparer.Ordinal)
                .Take(max)
                .Select(row => new MemoryListed { Key = row.Key, Version = row.Version, ExpiresAt = row.ExpiresAt }),
        ];
    });

    public Task<int> ForgetExpiredAsync(DateTimeOffset now, int max, CancellationToken ct) => Io("ForgetExpired", ct, () =>
    {
        var expired = remembered.Values.Where(row => !IsLive(row, now)).OrderBy(row => row.ExpiresAt).Take(max).ToList();
        foreach (var row in expired) remembered.Remove(row.Id);
        return expired.Count;
    });

    private MemoryState StateOf(RunFacts run, MemoryPlace place)
    {
        var row = remembered.GetValueOrDefault((run.Tenant, place.Shared ? "" : run.Agent, place.Subject, place.Key));
        return new MemoryState(place, row?.Version ?? 0, row?.ExpiresAt, Space(run, place.Shared, place.Subject).Count());
    }

    private IEnumerable<MemoryRow> Space(RunFacts run, bool shared, string subject)
        => remembered.Values.Where(row => row.Tenant == run.Tenant && row.Agent == (shared ? "" : run.Agent) && row.Subject == subject);

    private static bool IsLive(MemoryRow row, DateTimeOffset now) => row.ExpiresAt is null || row.ExpiresAt > now;
}
