using QueueAgents.Contracts;
using QueueAgents.Orchestration.Rules;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Delivery;

/// <summary>Which rows a message needs to be decided, added to what the run's other messages in the batch need.</summary>
internal static class Needs
{
    public static LoadRequest Of(object message, Cause cause, LoadRequest request) => message switch
    {
        StepCompleted m => Paid(Step(request, m.Seq), m.Seq, m.Attempt, m.Usage) with
        {
            Payloads = m.StateByDoor || m.NextByDoor || m.ItemsByDoor ? [.. request.Payloads, (m.Seq, m.Attempt)] : request.Payloads,
            Memory = m.Memory is { Count: > 0 } writes && Remembering.IsWellFormed(writes) ? [.. request.Memory, .. writes.Select(MemoryPlace.Of)] : request.Memory,
        },
        StepFailed m => Paid(Step(request, m.Seq), m.Seq, m.Attempt, m.Usage),
        StepLost m => Step(request, m.Seq),
        ChildEnded m => Step(request, m.Seq),
        SignalRun m => request with { SignalKeys = [.. request.SignalKeys, m.ClientKey ?? cause.MessageId.ToString("N")] },
        RequestExpired m => Step(request, m.Seq),
        AnswerRun => request with { Open = true },
        ResumeRun => request with { Open = true },
        RetryRun => request with { Unfinished = true },
        _ => request,
    };

    /// <summary>What an attempt has cost counts, even where its outcome comes too late.</summary>
    private static LoadRequest Paid(LoadRequest request, int seq, int attempt, Usage? usage)
        => usage is null ? request : request with { Attempts = [.. request.Attempts, (seq, attempt)] };

    /// <summary>Each ended step of a fan-out may release one more; two, where the width has shrunk before.</summary>
    private static LoadRequest Step(LoadRequest request, int seq)
        => request with { Seqs = [.. request.Seqs, seq], Releases = request.Releases + 2 };
}
