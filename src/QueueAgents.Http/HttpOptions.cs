using System.ComponentModel.DataAnnotations;

namespace QueueAgents.Http;

/// <summary>
/// How the HTTP interface behaves. Section <c>QueueAgents:Http</c>; every duration as <c>hh:mm:ss</c>. Where it listens is the host's own
/// setting: <c>--urls</c>, <c>ASPNETCORE_URLS</c> or <c>Kestrel:Endpoints</c>, by default <c>http://localhost:5080</c>.
/// </summary>
public sealed class HttpOptions
{
    /// <summary>Whether a server has an HTTP interface at all. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Whether programs of this machine need a key, too. Default false. Where anything listens beyond this machine, everybody always needs one.
    /// To be set behind a proxy on the same machine: not every proxy says that it is one.
    /// </summary>
    public bool RequireKey { get; set; }

    /// <summary>How long a key that was valid is not asked for again: a revoked one is refused after this, an open stream with it ends after twice this. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")] public TimeSpan RememberKeys { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a command may wait for its commit before it is answered "not settled". Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")] public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Event streams open at a time; beyond that a client is told to come back later. Default 2,000.</summary>
    [Range(0, 100_000)] public int MaxStreams { get; set; } = 2_000;

    /// <summary>How many streams read the database at a time; the others wait for their turn. Default 8.</summary>
    [Range(1, 1_000)] public int StreamReads { get; set; } = 8;

    /// <summary>How long a client may leave unread what is written to its stream before it is cut off. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")] public TimeSpan ReadWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A comment on a stream that has nothing to say, so that proxies keep it open. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")] public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);
}
