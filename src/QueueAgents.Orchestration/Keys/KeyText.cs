using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace QueueAgents.Orchestration.Keys;

/// <summary>The text of a key: <c>qa_</c> and at least 256 random bits. It is shown once and kept nowhere.</summary>
internal static partial class KeyText
{
    public const int MaxLength = 128;

    private const int Bytes = 32;
    private const int Shown = 11;

    public static string New() => "qa_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>43 characters of base64url and 64 of hexadecimal both hold 256 bits.</summary>
    public static bool IsWellFormed(string? text) => text is { Length: <= MaxLength } && Pattern().IsMatch(text);

    /// <summary>One round of SHA-256: nobody can try 256 random bits, so there is nothing to slow down.</summary>
    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));

    public static string PrefixOf(string text) => text[..Shown];

    [GeneratedRegex(@"^qa_[A-Za-z0-9_-]{43,}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
