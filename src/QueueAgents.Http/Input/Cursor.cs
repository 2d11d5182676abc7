using System.Buffers.Binary;
using System.Buffers.Text;

namespace QueueAgents.Http.Input;

/// <summary>
/// Where the next page of runs begins: the moment and id of the last run of this one. Nothing secret is in it and nothing depends on who
/// made it, so it is not signed: whatever it says, a caller sees only what the filter and their tenant let them see.
/// </summary>
internal static class Cursor
{
    private const int Length = 24;

    public static string Of((DateTimeOffset CreatedAt, Guid RunId) last)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, last.CreatedAt.UtcTicks);
        last.RunId.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null where it is none of ours.</summary>
    public static (DateTimeOffset CreatedAt, Guid RunId)? Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != 32 || !Base64Url.IsValid(text) || Base64Url.DecodeFromChars(text, bytes) != Length) return null;
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return ticks < DateTimeOffset.UnixEpoch.Ticks || ticks > DateTimeOffset.MaxValue.Ticks - TimeSpan.TicksPerDay
            ? null
            : (new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[8..], bigEndian: true));
    }
}
