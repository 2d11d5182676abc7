using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Rules;

/// <summary>What a step writes to memory, in the commit of its outcome: all of it, or the outcome is not taken. // R1 R2</summary>
internal static class Remembering
{
    /// <summary>Whoever finds an entry changed, another has got on: that it happens to one step again and again is its own doing.</summary>
    private const int MostConflicts = 10;

    public static bool IsWellFormed(IReadOnlyList<MemoryWrite>? writes) => writes is { Count: 0 } || writes is { Count: <= MemoryLimits.StepWrites }
        && writes.All(w => w is not null && Names.IsMemoryKey(w.Key) && IsSubject(w.Subject)
            && w.Expires is null or { Ticks: > 0 } && !(w.Expires > MemoryLimits.LongestExpiry) && w.Expected is null or >= 0 && w.Value.ByteCount <= MemoryLimits.ValueBytes)
        && writes.Sum(w => (long)w.Value.ByteCount) <= MemoryLimits.StepBytes
        && writes.DistinctBy(MemoryPlace.Of).Count() == writes.Count;

    /// <summary>Whom or what entries are about; empty where that is nobody in particular.</summary>
    public static bool IsSubject(string? text) => text is { Length: 0 } || Names.IsMemoryKey(text);

    /// <summary>The step is repeated on what the other has left, or has failed where there is no room. Null: it can be written.</summary>
    public static Decision? Refused(RunFacts run, Found found, Dispatch row, StepCompleted outcome, Moment moment)
    {
        if (outcome.Memory.Count == 0) return null;
        foreach (var write in outcome.Memory)
        {
            var state = found.Memory(MemoryPlace.Of(write));
            if (write.Expected is { } expected && expected != Live(state, moment))
            {
                var conflict = new StepError { Type = "memory-conflict", Message = $"Memory '{write.Key}' is not what it was when the step read it." };
                return Failing.Ended(run, found, row, moment, conflict, retryIn: row.Failures + 1 < Math.Min(MostConflicts, moment.Limits.MaxAttempts) ? TimeSpan.Zero : null);
            }
        }

        foreach (var space in outcome.Memory.GroupBy(write => (write.Shared, write.Subject)))
        {
            var states = space.Select(write => (Write: write, State: found.Memory(MemoryPlace.Of(write)))).ToList();
            var more = states.Sum(s => (s.Write.Value.IsNone ? 0 : 1) - (s.State.Version == 0 ? 0 : 1));
            if (more <= 0 || states[0].State.Entries + more <= moment.Limits.MemoryEntries) continue;
            var full = new StepError { Type = "memory-full", Message = $"The memory has {states[0].State.Entries} entries; it holds at most {moment.Limits.MemoryEntries}." };
            return Failing.Ended(run, found, row, moment, full, retryIn: null);
        }

        return null;
    }

    public static IReadOnlyList<MemoryRow> Rows(RunFacts run, Found found, Dispatch row, StepCompleted outcome, Moment moment)
        => outcome.Memory.Count == 0 ? [] : [.. outcome.Memory.Select(write => RowOf(run, found.Memory(MemoryPlace.Of(write)), row, write, moment))];

    /// <summary>The version is a time, or one more than the last: so it never comes again, and nothing need be kept of what was deleted.</summary>
    private static MemoryRow RowOf(RunFacts run, MemoryState state, Dispatch row, MemoryWrite write, Moment moment) => new()
    {
        Tenant = run.Tenant,
        Agent = write.Shared ? "" : run.Agent,
        Subject = write.Subject,
        Key = write.Key,
        ExpectedVersion = state.Version,
        Version = Math.Max(state.Version + 1, (moment.Now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond),
        Value = write.Value,
        ExpiresAt = write.Value.IsNone ? null : moment.Now + write.Expires,
        RunId = run.RunId,
        Seq = row.Seq,
        UpdatedAt = moment.Now,
    };

    private static long Live(MemoryState state, Moment moment) => state.ExpiresAt <= moment.Now ? 0 : state.Version;
}
