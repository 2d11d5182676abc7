namespace QueueAgents.Persistence;

/// <summary>
/// The one precision all databases keep is the microsecond: finer digits are cut off here, before anything is written or compared,
/// so that a moment reads back as it was written.
/// </summary>
internal static class Micros
{
    /// <summary>In UTC, cut to the microsecond.</summary>
    public static DateTimeOffset Cut(DateTimeOffset moment)
        => new(moment.UtcTicks - moment.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    public static DateTimeOffset? Cut(DateTimeOffset? moment) => moment is { } some ? Cut(some) : null;

    /// <summary>Microseconds since 1970, for databases without a type for moments that sorts.</summary>
    public static long SinceEpoch(DateTimeOffset moment) => (moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromEpoch(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    public static long? Of(TimeSpan? took) => took is { } some ? some.Ticks / TimeSpan.TicksPerMicrosecond : null;

    public static TimeSpan? ToSpan(long? micros) => micros is { } some ? TimeSpan.FromTicks(some * TimeSpan.TicksPerMicrosecond) : null;
}
