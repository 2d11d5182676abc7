using System.Text;
using System.Text.Json;

namespace QueueAgents.Orchestration.History;

/// <summary>
/// What lies between two JSON documents, as an RFC 6902 patch of <c>add</c>, <c>remove</c> and <c>replace</c>; none of the other
/// operations is written or read. Documents are compared as JSON: the order of members and white space do not count, and numbers are the
/// same only where their text is. An absent document (null) is added or removed whole.
/// </summary>
internal static class JsonDiff
{
    // A patch holds a document two levels down, and a document's own depth is bounded where it comes in.
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 512 };
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 512, AllowDuplicateProperties = false };

    /// <summary>The patch that turns <paramref name="from"/> into <paramref name="to"/>; null where they are equal.</summary>
    public static string? Diff(string? from, string? to)
    {
        if (string.Equals(from, to, StringComparison.Ordinal)) return null;
        if (to is null) return """[{"op":"remove","path":""}]""";
        if (from is null) return Whole("add", to);
        try
        {
            using var left = JsonDocument.Parse(from, Strict);
            using var right = JsonDocument.Parse(to, Strict);
            return new JsonDiffWriter().Write(left.RootElement, right.RootElement);
        }
        // A duplicate member, or a name with half a surrogate pair, has no path of its own.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Whole("replace", to);
        }
    }

    /// <summary>The document after the patch; null where the patch removes it.</summary>
    /// <exception cref="FormatException">The patch does not fit the document.</exception>
    public static string? Apply(string? doc, string patch)
    {
        using var operations = JsonDocument.Parse(patch, Lenient);
        using var source = doc is null ? null : JsonDocument.Parse(doc, Lenient);
        var root = source is null ? null : new JsonPatchNode(source.RootElement);
        foreach (var operation in operations.RootElement.EnumerateArray())
        {
            var op = operation.GetProperty("op").GetString();
            var path = operation.GetProperty("path").GetString()!;
            var value = op == "remove" ? null : new JsonPatchNode(operation.GetProperty("value"));
            if (path.Length > 0) (root ?? throw new FormatException($"There is no document to {op} '{path}' in.")).Change(op, path, value);
            else if (op is "add" or "replace" or "remove") root = value;
            else throw new FormatException($"Operation '{op}' is not one of add, remove, replace.");
        }

        if (root is null) return null;
        var text = new Utf8Buffer();
        root.Write(text);
        return text.ToString();
    }

    private static string Whole(string op, string to)
    {
        using (JsonDocument.Parse(to, Lenient)) { }
        return new StringBuilder(to.Length + 40).Append("[{\"op\":\"").Append(op).Append("\",\"path\":\"\",\"value\":").Append(to).Append("}]").ToString();
    }
}
