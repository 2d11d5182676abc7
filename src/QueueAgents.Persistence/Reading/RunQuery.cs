using Microsoft.EntityFrameworkCore;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Reading;

internal sealed class ListedRun
{
    public required RunEntity Run { get; init; }
    public required bool Unserved { get; init; }
}

/// <summary>The list of runs: newest first by keyset, without the documents.</summary>
internal static class RunQuery
{
    public static IQueryable<ListedRun> Of(FleetDb db, RunFilter filter)
    {
        var runs = db.Runs.AsNoTracking();
        if (filter.Ids is { } ids) runs = In(ids, runs, db.ComparesIdsAsWritten);
        if (filter.States.Count > 0) runs = runs.Where(r => filter.States.Contains(r.State));
        if (filter.Agent is { } agent) runs = runs.Where(r => r.Agent == agent);
        if (filter.Tenant is { } tenant) runs = runs.Where(r => r.Tenant == tenant);
        if (filter.Key is { } key) runs = runs.Where(r => r.Key == key);
        if (filter.Tag is var (name, value))
            runs = runs.Where(r => db.RunTags.Any(t => t.RunId == r.Id && t.Name == name && t.Value == value));
        if (filter.CreatedAfter is { } createdAfter)
        {
            var after = Micros.Cut(createdAfter);
            runs = runs.Where(r => r.CreatedAt > after);
        }

        if (filter.CreatedBefore is { } createdBefore)
        {
            var before = Micros.Cut(createdBefore);
            runs = runs.Where(r => r.CreatedAt < before);
        }

        if (filter.Unserved) runs = runs.Where(r => Unserved(db).Any(d => d.RunId == r.Id));
        if (filter.After is var (createdAt, id))
        {
            var last = Micros.Cut(createdAt);
            // The first comparison alone bounds the index; the second leaves out what the page before showed.
            runs = runs.Where(r => r.CreatedAt <= last && (r.CreatedAt < last || r.Id.CompareTo(id) < 0));
        }

        return Listed(db, runs.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id));
    }

    private static IQueryable<RunEntity> In(IdRange ids, IQueryable<RunEntity> runs, bool asWritten) => asWritten
        ? runs.Where(r => r.Id.CompareTo(ids.First) >= 0 && r.Id.CompareTo(ids.Last) <= 0)
        : runs.Where(r => r.Id.ToString().StartsWith(ids.Beginning)); // A scan, but of one index.

    public static IQueryable<DispatchEntity> Unserved(FleetDb db)
        => db.Dispatches.Where(d => d.EndedAt == null && d.Phase == DispatchPhase.Unserved);

    private static IQueryable<ListedRun> Listed(FleetDb db, IQueryable<RunEntity> runs) => runs.Select(r => new ListedRun
    {
        Unserved = Unserved(db).Any(d => d.RunId == r.Id),
        Run = new RunEntity
        {
            Id = r.Id,
            Tenant = r.Tenant,
            Agent = r.Agent,
            Key = r.Key,
            Tags = r.Tags,
            SubmissionHash = r.SubmissionHash,
            State = r.State,
            Version = r.Version,
            StateVersion = r.StateVersion,
            ErrorType = r.ErrorType,
            ErrorMessage = r.ErrorMessage,
            Pinned = r.Pinned,
            Seq = r.Seq,
            Step = r.Step,
            GroupKind = r.GroupKind,
            GroupFirst = r.GroupFirst,
            GroupCount = r.GroupCount,
            GroupNext = r.GroupNext,
            GroupDone = r.GroupDone,
            GroupFailed = r.GroupFailed,
            GroupMaxParallel = r.GroupMaxParallel,
            GroupJoin = r.GroupJoin,
            GroupTolerate = r.GroupTolerate,
            GroupChildAgent = r.GroupChildAgent,
            WaitKind = r.WaitKind,
            WaitThen = r.WaitThen,
            WaitText = r.WaitText,
            WaitRequestId = r.WaitRequestId,
            WaitUntil = r.WaitUntil,
            Deadline = r.Deadline,
            WakeAt = r.WakeAt,
            KeptSignals = r.KeptSignals,
            SignalsTaken = r.SignalsTaken,
            Loop = r.Loop,
            ParentRunId = r.ParentRunId,
            ParentSeq = r.ParentSeq,
            Depth = r.Depth,
            Trace = r.Trace,
            CreatedAt = r.CreatedAt,
            UpdatedAt = r.UpdatedAt,
        },
    });
}
