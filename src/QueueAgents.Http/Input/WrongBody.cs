using System.Text.Json;
using QueueAgents.Http.Problems;

namespace QueueAgents.Http.Input;

/// <summary>Says where a body is wrong without repeating what is in it.</summary>
internal static class WrongBody
{
    public static ProblemException Of(JsonException wrong)
    {
        var place = wrong.LineNumber is { } line ? $"line {line + 1}, byte {(wrong.BytePositionInLine ?? 0) + 1}" : null;
        var member = MemberOf(wrong.Path);
        return member is null
            ? Problem.Invalid.Because($"The body is not JSON as it is accepted here{(place is null ? "" : $" ({place})")}: no member twice, no more than 32 levels.")
            : Problem.Invalid.Because($"'{member}' is not known here or has a value that does not fit.", member);
    }

    /// <summary>The outermost member, if it looks like one of ours: what is further in belongs to the client.</summary>
    private static string? MemberOf(string? path)
    {
        if (path is null || !path.StartsWith("$.", StringComparison.Ordinal)) return null;
        var name = path[2..].Split('.', '[')[0];
        return name.Length is > 0 and <= 64 && name.All(char.IsAsciiLetterOrDigit) ? name : null;
    }
}
