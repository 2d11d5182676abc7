using System.ComponentModel.DataAnnotations;

namespace QueueAgents.Orchestration.Runs;

/// <summary>How large and how many. Section <c>QueueAgents:Limits</c>.</summary>
public sealed record Limits
{
    /// <summary>UTF-8 bytes of a run's input. Default 1 MiB.</summary>
    [Range(1, 64 << 20)] public int InputBytes { get; init; } = 1 << 20;
    /// <summary>UTF-8 bytes of a state, an outcome or a result. Default 1 MiB.</summary>
    [Range(1, 64 << 20)] public int StateBytes { get; init; } = 1 << 20;
    /// <summary>UTF-8 bytes of a document that travels inside a message; larger ones go through the door. Also the limit of a signal's or an answer's body. Default 64 KiB.</summary>
    [Range(1024, 1 << 20)] public int InlineBytes { get; init; } = 64 << 10;
    /// <summary>Steps or children of one fan-out. Default 10,000.</summary>
    [Range(1, 100_000)] public int FanOut { get; init; } = 10_000;
    /// <summary>How many of a fan-out run at a time where the agent does not say. Default 100.</summary>
    [Range(1, 10_000)] public int MaxParallel { get; init; } = 100;
    /// <summary>Children of children of… Default 8.</summary>
    [Range(0, 100)] public int Depth { get; init; } = 8;
    /// <summary>Signals a run keeps before their wait. Default 1,000.</summary>
    [Range(1, 100_000)] public int KeptSignals { get; init; } = 1_000;
    /// <summary>Reported failures and timeouts that end a step, whatever its worker says. Default 100.</summary>
    [Range(1, 10_000)] public int MaxAttempts { get; init; } = 100;
    /// <summary>Expired leases that end a step. Default 10.</summary>
    [Range(1, 1_000)] public int MaxLost { get; init; } = 10;
    /// <summary>How long a request to a person waits where the agent does not say. Default 7 days.</summary>
    public TimeSpan RequestExpires { get; init; } = TimeSpan.FromDays(7);
    /// <summary>Entries of one space of memory, those that have expired in the last minute among them. Commits at the same moment may each come up to it. Default 1,000.</summary>
    [Range(0, 100_000)] public int MemoryEntries { get; init; } = 1_000;
    /// <summary>Tags of a run. Default 20.</summary>
    [Range(0, 100)] public int Tags { get; init; } = 20;
}
