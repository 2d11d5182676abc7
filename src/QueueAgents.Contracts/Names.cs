using System.Text;
using System.Text.RegularExpressions;

namespace QueueAgents.Contracts;

/// <summary>What names may look like. They become queue names, so they are narrow.</summary>
public static partial class Names
{
    /// <summary>Agents: <c>[a-z0-9-]{1,64}</c>.</summary>
    public static bool IsAgent(string? name) => name is not null && AgentPattern().IsMatch(name);

    /// <summary>Tenants: letters, digits, <c>. _ -</c>; 1 to 64.</summary>
    public static bool IsTenant(string? name) => name is not null && TenantPattern().IsMatch(name);

    /// <summary>Keys, signal names, tags: any printable text of 1 to 200 characters.</summary>
    public static bool IsKey(string? text) => text is { Length: > 0 and <= 200 } && !text.Any(char.IsControl);

    /// <summary>Keys of memory, and the subjects they belong to: any printable text of 1 to 128 characters.</summary>
    public static bool IsMemoryKey(string? text) => IsKey(text) && text!.Length <= MemoryLimits.KeyLength && !text.EnumerateRunes().Contains(Rune.ReplacementChar);

    [GeneratedRegex("^[a-z0-9-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex AgentPattern();

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex TenantPattern();
}
