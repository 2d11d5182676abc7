using System.Diagnostics.CodeAnalysis;

namespace QueueAgents.Orchestration.Store;

/// <summary>All ids that are written with the same beginning.</summary>
/// <param name="Beginning">In capital letters.</param>
/// <param name="First">The smallest of them, in network order.</param>
/// <param name="Last">The largest.</param>
internal readonly record struct IdRange(string Beginning, Guid First, Guid Last)
{
    private const string Lowest = "00000000-0000-0000-0000-000000000000";
    private const string Highest = "ffffffff-ffff-ffff-ffff-ffffffffffff";

    /// <param name="beginning">Of the usual form, such as <c>0199b3c2-00</c>.</param>
    /// <param name="range">The ids that begin so.</param>
    /// <returns>Whether any id could.</returns>
    public static bool TryParse(string beginning, [NotNullWhen(true)] out IdRange? range)
    {
        range = beginning.Length is > 0 and <= 36 && Guid.TryParseExact(beginning + Lowest[beginning.Length..], "D", out var first)
            && Guid.TryParseExact(beginning + Highest[beginning.Length..], "D", out var last) ? new(beginning.ToUpperInvariant(), first, last) : null;
        return range is not null;
    }

    public bool Holds(Guid id) => id.CompareTo(First) >= 0 && id.CompareTo(Last) <= 0;
}
