using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace QueueAgents.Orchestration.Runs;

/// <summary>Ids that follow from what they name, so that a repeat is the same message and not another one.</summary>
internal static class MessageIds
{
    public static Guid OfStep(Guid runId, int seq, int attempt) => Of('s', runId, seq, attempt);

    public static Guid OfMessage(Guid runId, int version, int place) => Of('m', runId, version, place);

    public static Guid OfChild(Guid runId, int seq, int attempt) => Of('c', runId, seq, attempt);

    public static Guid OfLoss(Guid runId, int seq, int attempt) => Of('l', runId, seq, attempt);

    public static Guid OfOrphan(Guid runId) => Of('o', runId, 0, 0);

    public static Guid OfRequest(Guid runId, int seq, int attempt = 0) => Of('r', runId, seq, attempt);

    public static Guid OfExpiry(Guid runId, int seq, int attempt) => Of('x', runId, seq, attempt);

    /// <summary>The run a (tenant, agent, key) stands for, where its submitter chose no id.</summary>
    public static Guid OfKey(string tenant, string agent, string key) => Stamp(SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\n{agent}\n{key}")));

    /// <summary>The run an AMQP message id stands for that is no Guid.</summary>
    public static Guid OfForeign(string tenant, string agent, string messageId) => OfText($"message\n{tenant}\n{agent}\n{messageId}");

    public static Guid OfRejection(Guid cause, string code) => OfText($"rejected\n{cause:N}\n{code}");

    public static Guid OfText(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static Guid Of(ReadOnlySpan<byte> content) => Stamp(SHA256.HashData(content));

    private static Guid Of(char kind, Guid runId, int a, int b)
    {
        Span<byte> text = stackalloc byte[25];
        text[0] = (byte)kind;
        runId.TryWriteBytes(text[1..]);
        BinaryPrimitives.WriteInt32LittleEndian(text[17..], a);
        BinaryPrimitives.WriteInt32LittleEndian(text[21..], b);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(text, hash);
        return Stamp(hash);
    }

    /// <summary>Marks it as a version 8 Guid: "made by a rule of our own" (RFC 9562).</summary>
    private static Guid Stamp(ReadOnlySpan<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[16];
        hash[..16].CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
