using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace QueueAgents.Persistence.SqlServer.Tables;

/// <summary>
/// How texts that are compared are stored. SQL Server pads the shorter of two texts with blanks before it compares them, in unique indexes
/// too and under every collation, so "mail" and "mail " would be one key. A text that ends in a blank gets a mark behind it.
/// </summary>
internal static class ComparedText
{
    /// <summary>The sign for a blank.</summary>
    public const char Mark = '\u2420';

    /// <summary>How long the column is for texts of this length: the mark must fit.</summary>
    public static int ColumnLength(int length) => length + 1;

    /// <summary>As it is sent. Longer than its column it would be cut off on the way, and be another key.</summary>
    public static string Fit(string text, int length)
    {
        var stored = Store(StorableText.Clean(text));
        return stored.Length <= ColumnLength(length) ? stored
            : throw new ArgumentException($"A text of {text.Length} characters is too long for a column of {length}.", nameof(text));
    }

    public static string Store(string text) => EndsInBlank(text) ? text + Mark : text;

    public static string Read(string stored) => stored.EndsWith(Mark) && EndsInBlank(stored) ? stored[..^1] : stored;

    /// <summary>Ends in a blank, or in one with marks behind it: so that no two texts are stored as one.</summary>
    private static bool EndsInBlank(string text) => text.AsSpan().TrimEnd(Mark).EndsWith(' ');

    internal sealed class Converter() : ValueConverter<string, string>(text => Store(text), stored => Read(stored));
}
