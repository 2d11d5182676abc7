using System.ComponentModel.DataAnnotations;
using QueueAgents.Agents;

namespace QueueAgents.Worker;

/// <summary>What can be set on a worker, from the configuration section <c>QueueAgents</c>. Checked when the host starts.</summary>
public sealed class WorkerOptions
{
    /// <summary>The configuration section it is bound from.</summary>
    public const string Section = "QueueAgents";

    /// <summary>The broker, with user, password and virtual host: <c>amqp://</c> or <c>amqps://</c>.</summary>
    [Required]
    public Uri Broker { get; set; } = new("amqp://guest:guest@localhost:5672/");

    /// <summary>How many steps this process runs at a time, over all its agents; by default 8 per processor and at least 16.</summary>
    [Range(1, 10_000)]
    public int Concurrency { get; set; } = Math.Max(16, 8 * Environment.ProcessorCount);

    /// <summary>What kind of queue steps wait in; it must match what is declared already. Quorum by default.</summary>
    public QueueType QueueType { get; set; } = QueueType.Quorum;

    /// <summary>
    /// A step whose timeout is longer is claimed and taken off its queue before it runs; a shorter one keeps its delivery. 10 minutes by
    /// default; keep it well under a third of the broker's consumer timeout.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan HoldLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>After this time a running step is claimed; 1 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:20", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ClaimAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the worker says that it lives and what it holds; 10 s by default, and a lease is 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:15", ParseLimitsInInvariantCulture = true)]
    public TimeSpan BeatEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the worker says who it is; 1 minute by default.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan HelloEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A worker that an operator has drained ends its process, with exit code 0. False: it stays, idle and listed as draining, until it is
    /// stopped. Where something starts ended processes again, set this to false or let it start again only after failures.
    /// </summary>
    public bool StopWhenDrained { get; set; } = true;

    /// <summary>How long to wait for a server's answer; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan DoorTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for the broker's confirmation of one message; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How much of a document a message carries, in bytes; more is handed to a server in pieces. 64 KB by default.</summary>
    [Range(1_024, 1_048_576)]
    public int InlineLimit { get; set; } = 64 * 1024;

    /// <summary>How large a state, a result or what comes next may be, in bytes; more fails the step. 1 MB by default; the servers' limit counts too.</summary>
    [Range(1_024, 67_108_864)]
    public int OutcomeLimit { get; set; } = 1024 * 1024;

    /// <summary>What models cost; a model that is not in it has no cost, and the log says so once. Empty by default.</summary>
    public IList<ModelPrice> Prices { get; } = [];

    /// <summary>Whether traces carry what is said to models and tools, and what they say. False by default: it is other people's data.</summary>
    public bool TraceContents { get; set; }
}

/// <summary>How the broker keeps the steps that wait.</summary>
public enum QueueType
{
    /// <summary>Replicated over the nodes of a cluster; also right for one node.</summary>
    Quorum = 0,

    /// <summary>On one node.</summary>
    Classic = 1,
}
