using Microsoft.EntityFrameworkCore;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Reading;

internal sealed class ListedRun
{
    public required RunEntity Run { get; init; }
    public required bool Unserved { get; init; }
    /// <summary>By what the list is ordered here: the run's own moment, or its tag's.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The list of runs: newest first by keyset, without the documents.</summary>
internal static class RunQuery
{
    public static IQueryable<ListedRun> Of(FleetDb db, RunFilter filter)
    {
        var places = filter.Tag is var (name, value) ? Tagged(db, name, value) : All(db);
        if (filter.Ids is { } ids) places = In(ids, places, db.ComparesIdsAsWritten);
        if (filter.States.Count > 0) places = places.Where(p => filter.States.Contains(p.Run.State));
        if (filter.Agent is { } agent) places = places.Where(p => p.Run.Agent == agent);
        if (filter.Tenant is { } tenant) places = places.Where(p => p.Run.Tenant == tenant);
        if (filter.Key is { } key) places = places.Where(p => p.Run.Key == key);
        if (filter.CreatedAfter is { } createdAfter)
        {
            var after = Micros.Cut(createdAfter);
            places = places.Where(p => p.CreatedAt > after);
        }

        if (filter.CreatedBefore is { } createdBefore)
        {
            var before = Micros.Cut(createdBefore);
            places = places.Where(p => p.CreatedAt < before);
        }

        if (filter.Unserved) places = places.Where(p => Unserved(db).Any(d => d.RunId == p.RunId));
        if (filter.After is var (createdAt, id))
        {
            var last = Micros.Cut(createdAt);
            // The first comparison alone bounds the index; the second leaves out what the page before showed.
            places = places.Where(p => p.CreatedAt <= last && (p.CreatedAt < last || p.RunId.CompareTo(id) < 0));
        }

        return Listed(db, places.OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.RunId));
    }

    private static IQueryable<Place> All(FleetDb db) => db.Runs.AsNoTracking().Select(r => new Place { RunId = r.Id, CreatedAt = r.CreatedAt, Run = r });

    /// <summary>A run has a tag once, so it comes once.</summary>
    private static IQueryable<Place> Tagged(FleetDb db, string name, string value)
        => from t in db.RunTags.AsNoTracking()
           where t.Name == name && t.Value == value
           join r in db.Runs on t.RunId equals r.Id
           select new Place { RunId = t.RunId, CreatedAt = t.CreatedAt, Run = r };

    private static IQueryable<Place> In(IdRange ids, IQueryable<Place> places, bool asWritten) => asWritten
        ? places.Where(p => p.RunId.CompareTo(ids.First) >= 0 && p.RunId.CompareTo(ids.Last) <= 0)
        : places.Where(p => p.RunId.ToString().StartsWith(ids.Beginning)); // A scan, but of one index.

    public static IQueryable<DispatchEntity> Unserved(FleetDb db)
        => db.Dispatches.Where(d => d.EndedAt == null && d.Phase == DispatchPhase.Unserved);

    private static IQueryable<ListedRun> Listed(FleetDb db, IQueryable<Place> places) => from p in places let r = p.Run select new ListedRun
    {
        CreatedAt = p.CreatedAt,
        Unserved = Unserved(db).Any(d => d.RunId == p.RunId),
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
    };

    /// <summary>A run and its place in the list, both columns of one table: only then an index gives the list in its order.</summary>
    private sealed class Place
    {
        public required Guid RunId { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
        public required RunEntity Run { get; init; }
    }
}
