using System.Text.Json;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Rules;

/// <summary>A step's items become the next numbers of its run's transcript, in the commit of its outcome. // R1</summary>
internal static class Transcript
{
    private const int KindLength = 40;
    /// <summary>One item is at most as large as a document, all of one step as many of them as a fan-out may carry.</summary>
    private const int Documents = 16;

    /// <summary>What the outcome adds; null where it cannot be read.</summary>
    public static IReadOnlyList<TranscriptEntry>? Added(Found found, Dispatch row, StepCompleted outcome)
    {
        if (!outcome.ItemsByDoor) return outcome.Items;
        try
        {
            return new Json(found.Payload(row.Seq, row.Attempt, PayloadKind.Items)).As<List<TranscriptEntry>>();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Parallel steps add nothing: their order would be that of their commits.</summary>
    public static bool MayAdd(Dispatch row, IReadOnlyList<TranscriptEntry> items)
        => items.Count == 0 || (row.Kind != StepKind.Item && items.All(i => i is { Kind.Length: > 0 and <= KindLength, Body.IsNone: false } && Names.IsKey(i.Kind)));

    public static bool TooLarge(IReadOnlyList<TranscriptEntry>? items, Limits limits)
        => items is not null && (items.Any(i => i is not null && i.Body.ByteCount > limits.StateBytes)
            || items.Sum(i => i is null ? 0L : i.Body.ByteCount) > Documents * (long)limits.StateBytes);

    public static (RunFacts Run, IReadOnlyList<TranscriptItem> Items) Append(RunFacts run, Dispatch row, IReadOnlyList<TranscriptEntry> added)
    {
        if (added.Count == 0) return (run, []);
        var loop = run.Loop ?? LoopFacts.None;
        var items = added.Select((entry, i) => new TranscriptItem { No = loop.Items + 1 + i, Seq = row.Seq, Kind = entry.Kind, Body = entry.Body }).ToList();
        var digest = items.Aggregate(loop.Digest, (before, item) => TranscriptDigest.Of(before, item.Kind, item.Body));
        return (run with { Loop = loop with { Items = loop.Items + items.Count, Digest = digest } }, items);
    }
}
