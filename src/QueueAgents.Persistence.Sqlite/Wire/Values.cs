using QueueAgents.Contracts;

namespace QueueAgents.Persistence.Sqlite.Wire;

/// <summary>How our types are stored: the same here as in the model's converters.</summary>
internal static class Values
{
    public static object ToDatabase(object? value) => value switch
    {
        null => DBNull.Value,
        string or int or long or byte[] => value,
        Guid id => id.ToByteArray(bigEndian: true),
        DateTimeOffset moment => Micros.SinceEpoch(moment),
        TimeSpan span => span.Ticks / TimeSpan.TicksPerMicrosecond,
        Json json => json.Text ?? (object)DBNull.Value,
        bool yes => yes ? 1 : 0,
        Enum number => Convert.ToInt32(number, null),
        _ => throw new ArgumentException($"There is no form for {value.GetType().Name} in the database."),
    };
}
