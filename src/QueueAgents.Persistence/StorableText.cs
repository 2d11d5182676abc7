using System.Diagnostics.CodeAnalysis;

namespace QueueAgents.Persistence;

/// <summary>
/// PostgreSQL takes neither NUL nor half a surrogate pair in a text, and neither does JSON, in which SQL Server gets its rows. Error
/// messages of models and tools have both (a cut at 4,000 characters is enough), and one of them would fail the commit of its run for
/// ever: each becomes U+FFFD.
/// </summary>
internal static class StorableText
{
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Clean(string? text)
    {
        if (text is null || !(text.Contains('\0') || text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))) return text;
        return string.Create(text.Length, text, static (clean, text) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                var paired = char.IsHighSurrogate(text[i]) ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
                    : !char.IsLowSurrogate(text[i]) || (i > 0 && char.IsHighSurrogate(text[i - 1]));
                clean[i] = paired && text[i] != '\0' ? text[i] : '\uFFFD';
            }
        });
    }
}
