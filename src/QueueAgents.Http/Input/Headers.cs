using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using QueueAgents.Contracts;
using QueueAgents.Http.Problems;

namespace QueueAgents.Http.Input;

/// <summary>The headers that mean something here.</summary>
internal static class Headers
{
    public const string IdempotencyKey = "Idempotency-Key";
    public const string IfMatch = "If-Match";
    public const string LastEventId = "Last-Event-ID";

    /// <summary>The version a client has seen: <c>If-Match: "7"</c>. Null where it does not say, or says <c>*</c>.</summary>
    /// <exception cref="ProblemException">It is anything else.</exception>
    public static int? VersionOf(HttpRequest request)
    {
        if (One(request.Headers.IfMatch, IfMatch) is not { } text || text == "*") return null;
        return text is ['"', .. var version, '"'] && Number(version) is > 0 and var number
            ? number
            : throw Problem.Invalid.Because($"{IfMatch} must be the run's version in quotes, as its ETag has it.", IfMatch);
    }

    /// <exception cref="ProblemException">It cannot be a key.</exception>
    public static string? KeyOf(HttpRequest request)
    {
        if (One(request.Headers[IdempotencyKey], IdempotencyKey) is not { } key) return null;
        return Names.IsKey(key) ? key : throw Problem.Invalid.Because($"{IdempotencyKey} must be 1 to 200 printable characters.", IdempotencyKey);
    }

    /// <summary>The version of the last transition a client has; 0 where it has none.</summary>
    /// <exception cref="ProblemException">It is no version.</exception>
    public static int LastEventOf(HttpRequest request)
        => One(request.Headers[LastEventId], LastEventId) is not { } text ? 0
            : Number(text) ?? throw Problem.Invalid.Because($"{LastEventId} must be the id of an event of this run.", LastEventId);

    public static string ETag(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private static string? One(StringValues values, string name) => values.Count switch
    {
        0 => null,
        1 => values[0],
        _ => throw Problem.Invalid.Because($"{name} may be given once.", name),
    };

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
