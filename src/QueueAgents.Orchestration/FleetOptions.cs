using System.ComponentModel.DataAnnotations;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration;

/// <summary>How a server runs. Section <c>QueueAgents</c>; every duration as <c>hh:mm:ss</c>.</summary>
public sealed class FleetOptions
{
    /// <summary>The RabbitMQ virtual host, with user and password. Default <c>amqp://guest:guest@localhost:5672/</c>.</summary>
    [Required] public Uri Broker { get; set; } = new("amqp://guest:guest@localhost:5672/");

    /// <summary><c>quorum</c> (default) or <c>classic</c>; the same for servers and workers.</summary>
    [RegularExpression("^(quorum|classic)$")] public string QueueType { get; set; } = "quorum";

    /// <summary>How long a claimed step is its worker's without a beat. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")] public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a confirmed step may wait for a worker before it is sent again. Default 15 min: a backlog must not multiply itself.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")] public TimeSpan QueueWait { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long one send may take before it counts as not arrived; after three times this it is sent again, by whoever lives. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")] public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often timers, leases and overdue messages are looked at when there were none. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")] public TimeSpan SweepEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many requests of other services may wait here for the end of their runs. Default 10,000; more are refused as <c>busy</c>.</summary>
    [Range(0, 1_000_000)] public int Requests { get; set; } = 10_000;

    /// <summary>About how many bytes of runs it has committed a server remembers, so as not to read them for their next outcome. Default 64 MiB; 0 = none.</summary>
    [Range(0, 1 << 30)] public int RememberBytes { get; set; } = 64 << 20;

    public Limits Limits { get; set; } = new();

    internal bool Quorum => QueueType == "quorum";
}
