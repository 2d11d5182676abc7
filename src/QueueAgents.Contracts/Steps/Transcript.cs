using System.Security.Cryptography;
using System.Text;

namespace QueueAgents.Contracts;

/// <summary>Something to add to a run's transcript.</summary>
/// <param name="Kind">What it is, for whoever lists it: <c>user</c>, <c>assistant</c>, <c>tool</c>.</param>
/// <param name="Body">A chat message; kept to the letter.</param>
public sealed record TranscriptEntry(string Kind, Json Body);

/// <summary>One item of a run's transcript. It is never rewritten.</summary>
public sealed record TranscriptItem
{
    /// <summary>1, 2, 3… in its run, without a gap.</summary>
    public int No { get; init; }
    /// <summary>The step that added it.</summary>
    public int Seq { get; init; }
    public string Kind { get; init; } = "";
    public Json Body { get; init; }
}

/// <summary>Names a transcript by its content: the digest of the items before, and of the one that was added.</summary>
public static class TranscriptDigest
{
    /// <param name="before">Of the items before; null where it is the first.</param>
    /// <param name="kind">The item's kind.</param>
    /// <param name="body">The item's body, to the letter.</param>
    public static string Of(string? before, string kind, Json body)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{before}\n{kind}\n{body.Text}")).AsSpan(0, 16));
}
