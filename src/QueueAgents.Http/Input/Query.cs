using System.Globalization;
using Microsoft.AspNetCore.Http;
using QueueAgents.Http.Problems;
using QueueAgents.Http.Words;

namespace QueueAgents.Http.Input;

/// <summary>Reads the parameters of an address, collecting whatever is wrong with them; <see cref="Check"/> refuses all of it at once.</summary>
internal sealed class Query(HttpContext context)
{
    private readonly Dictionary<string, string[]> wrong = [];

    public string? Text(QueryParameter parameter, Func<string, bool> fits)
    {
        if (One(parameter) is not { } text) return null;
        if (!fits(text)) Wrong(parameter, parameter.Description);
        return text;
    }

    public int? Whole(QueryParameter parameter)
    {
        if (One(parameter) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= parameter.Least && number <= parameter.Most) return number;
        Wrong(parameter, $"must be a number from {parameter.Least} to {parameter.Most}.");
        return null;
    }

    public bool Flag(QueryParameter parameter)
    {
        if (One(parameter) is not { } text) return false;
        if (bool.TryParse(text, out var flag)) return flag;
        Wrong(parameter, "must be true or false.");
        return false;
    }

    /// <summary>A moment, or how long ago it was.</summary>
    public DateTimeOffset? Moment(QueryParameter parameter, DateTimeOffset now)
    {
        if (One(parameter) is not { } text) return null;
        if (char.IsAsciiDigit(text[0]) && text.Length < 12 && Times.Parse(text) is { } ago && ago < now - DateTimeOffset.UnixEpoch) return now - ago;
        if (text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)) return moment;
        Wrong(parameter, "must be a moment such as 2026-01-31T12:00:00Z, or a time before now such as 30m, 2h or 7d.");
        return null;
    }

    public IReadOnlyList<T> Words<T>(QueryParameter parameter) where T : struct, Enum
    {
        List<T> found = [];
        foreach (var text in context.Request.Query[parameter.Name])
        {
            if (parameter.Words!.Contains(text, StringComparer.OrdinalIgnoreCase) && Enum.TryParse<T>(text, ignoreCase: true, out var word)) found.Add(word);
            else Wrong(parameter, $"must be one of {string.Join(", ", parameter.Words!)}.");
        }

        return found;
    }

    public T? Parsed<T>(QueryParameter parameter, Func<string, T?> parse) where T : struct
    {
        if (One(parameter) is not { } text) return null;
        if (parse(text) is { } parsed) return parsed;
        Wrong(parameter, parameter.Description);
        return null;
    }

    /// <exception cref="ProblemException">Something is wrong with them.</exception>
    public void Check()
    {
        if (wrong.Count > 0) throw Problem.Invalid.Because($"Wrong in the address: {string.Join(", ", wrong.Keys)}.", wrong);
    }

    private string? One(QueryParameter parameter)
    {
        var values = context.Request.Query[parameter.Name];
        if (values.Count > 1) Wrong(parameter, "may be given once.");
        return values.Count == 1 && !string.IsNullOrEmpty(values[0]) ? values[0] : null;
    }

    private void Wrong(QueryParameter parameter, string why) => wrong[parameter.Name] = [why];
}
