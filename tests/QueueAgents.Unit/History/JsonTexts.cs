using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;

namespace QueueAgents.Unit.History;

/// <summary>Random documents, small in their vocabulary so that two of them have much in common.</summary>
internal static class JsonTexts
{
    private static readonly string[] Names =
        ["a", "b", "c", "", "/", "~", "~1", "a/b", "m~n", "0", "1", "-", "\\\"", "\\\\", "\\n", "\\u0061b", "é", "😀", "\\ud83d\\ude00x", "a long name of a member"];

    private static readonly string[] Leaves =
    [
        "null", "true", "false", "0", "-0", "1", "1.0", "1e2", "100", "-17", "3.14159265358979323846264338327950288", "\"\"", "\"a\"", "\"\\u0061\"", "\"ä 😀 \\\" / ~\"",
        "\"a text of some length, so that replacing its neighbours is cheaper than replacing all\"", "\"\\ud800\"", "[]", "{}",
    ];

    private static readonly Gen<string> Leaf = Gen.Int[0, Leaves.Length - 1].Select(i => Leaves[i]);

    public static readonly Gen<string> Document = Gen.Recursive<string>((depth, inner) => depth > 3
        ? Leaf
        : Gen.Frequency((2, Leaf), (3, Object(inner)), (2, List(inner))));

    /// <summary>Two documents: unrelated, or the second a variant of the first.</summary>
    public static readonly Gen<(string, string)> Pair = Gen.Frequency(
        (1, Gen.Select(Document, Document)),
        (3, Gen.Select(List(Document), Leaf, Leaf, (document, old, changed) => (document, Regex.Replace(document, $@"(?<=[:,\[]){Regex.Escape(old)}(?=[,\]}}])", changed.Replace("$", "$$", StringComparison.Ordinal))))),
        (1, Gen.Select(Document.Array[0, 8], Gen.Int[0, 30], Document, (items, at, item) => (Join(items), Join(items.ToList().Also(l => l.Insert(Math.Min(at, l.Count), item)))))),
        (1, Gen.Select(Document.Array[1, 8], Gen.Int[0, 29], (items, at) => (Join(items), Join(items.ToList().Also(l => l.RemoveAt(at % l.Count)))))));

    public static bool Equal(string? a, string? b)
    {
        if (a is null || b is null) return a == b;
        using var left = JsonDocument.Parse(a);
        using var right = JsonDocument.Parse(b);
        return Equal(left.RootElement, right.RootElement);
    }

    private static bool Equal(JsonElement a, JsonElement b)
    {
        if (a.ValueKind != b.ValueKind) return false;
        if (a.ValueKind == JsonValueKind.Array) return a.EnumerateArray().SequenceEqual(b.EnumerateArray(), EqualityComparer<JsonElement>.Create(Equal, _ => 0));
        if (a.ValueKind != JsonValueKind.Object) return a.GetRawText() == b.GetRawText();
        var members = b.EnumerateObject().ToDictionary(m => m.Name, m => m.Value);
        return a.EnumerateObject().Count() == members.Count
            && a.EnumerateObject().All(m => members.TryGetValue(m.Name, out var other) && Equal(m.Value, other));
    }

    private static Gen<string> Object(Gen<string> inner)
        => Gen.Select(Gen.Shuffle(Names, 0, 6), inner.Array[6], (names, values)
            => "{" + string.Join(',', names.Select((name, i) => $"\"{name}\":{values[i]}")) + "}");

    private static Gen<string> List(Gen<string> inner) => inner.Array[0, 6].Select(Join);

    private static string Join(IEnumerable<string> items) => $"[{string.Join(',', items)}]";

    private static List<string> Also(this List<string> list, Action<List<string>> change)
    {
        change(list);
        return list;
    }
}
