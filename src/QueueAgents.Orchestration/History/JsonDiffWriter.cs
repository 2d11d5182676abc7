using System.Runtime.InteropServices;
using System.Text.Json;

namespace QueueAgents.Orchestration.History;

/// <summary>Walks two documents side by side and writes what differs, as a replacement wherever that is shorter.</summary>
internal sealed class JsonDiffWriter
{
    private readonly Utf8Buffer _patch = new();
    private readonly Utf8Buffer _path = new();

    public string? Write(JsonElement from, JsonElement to)
    {
        _patch.Add("["u8);
        Value(from, to);
        return _patch.Length == 1 ? null : _patch.Add("]"u8).ToString();
    }

    private void Value(JsonElement from, JsonElement to)
    {
        if (Same(from, to)) return;
        var start = _patch.Length;
        if (from.ValueKind == JsonValueKind.Object && to.ValueKind == JsonValueKind.Object) Members(from, to);
        else if (from.ValueKind == JsonValueKind.Array && to.ValueKind == JsonValueKind.Array) Items(from, to);
        else
        {
            Operation("replace"u8, to);
            return;
        }

        if (_patch.Length == start) return;
        var inParts = _patch.Length - start;
        if (inParts <= JsonMarshal.GetRawUtf8Value(to).Length) return;
        var parts = _patch.Span[start..].ToArray();
        _patch.CutTo(start);
        Operation("replace"u8, to);
        if (_patch.Length - start <= inParts) return;
        _patch.CutTo(start);
        _patch.Add(parts);
    }

    private void Members(JsonElement from, JsonElement to)
    {
        var left = from.EnumerateObject();
        var right = to.EnumerateObject();
        bool hasLeft, hasRight;

        // The same writer wrote both, so their members mostly stand in the same order.
        while ((hasLeft = left.MoveNext()) & (hasRight = right.MoveNext()))
        {
            if (!JsonMarshal.GetRawUtf8PropertyName(left.Current).SequenceEqual(JsonMarshal.GetRawUtf8PropertyName(right.Current))) break;
            if (!Same(left.Current.Value, right.Current.Value)) Member(left.Current.Name, left.Current.Value, right.Current.Value);
        }

        if (!hasLeft && !hasRight) return;
        var added = new Dictionary<string, JsonElement>();
        for (; hasRight; hasRight = right.MoveNext()) added.Add(right.Current.Name, right.Current.Value);
        for (; hasLeft; hasLeft = left.MoveNext()) Member(left.Current.Name, left.Current.Value, added.Remove(left.Current.Name, out var value) ? value : null);
        foreach (var (name, value) in added) Member(name, null, value);
    }

    private void Items(JsonElement from, JsonElement to)
    {
        JsonElement[] left = [.. from.EnumerateArray()], right = [.. to.EnumerateArray()];
        var shorter = Math.Min(left.Length, right.Length);
        var first = 0;
        while (first < shorter && Same(left[first], right[first])) first++;
        var tail = 0;
        while (tail < shorter - first && Same(left[^(tail + 1)], right[^(tail + 1)])) tail++;

        var paired = shorter - tail;
        for (var i = first; i < paired; i++) Item(i, left[i], right[i]);
        // From the end, so that no removal moves what is still to be removed; additions from the front, for the same reason.
        for (var i = left.Length - tail - 1; i >= paired; i--) Item(i, left[i], null);
        for (var i = paired; i < right.Length - tail; i++) Item(i, null, right[i]);
    }

    private void Member(string name, JsonElement? from, JsonElement? to)
    {
        var length = _path.Length;
        if (name.AsSpan().ContainsAny('~', '/')) name = name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        _path.Add("/"u8).AddEscaped(name);
        Change(from, to);
        _path.CutTo(length);
    }

    private void Item(int index, JsonElement? from, JsonElement? to)
    {
        var length = _path.Length;
        _path.Add("/"u8).Add(index);
        Change(from, to);
        _path.CutTo(length);
    }

    private void Change(JsonElement? from, JsonElement? to)
    {
        if (from is null) Operation("add"u8, to);
        else if (to is null) Operation("remove"u8, null);
        else Value(from.Value, to.Value);
    }

    private void Operation(ReadOnlySpan<byte> op, JsonElement? value)
    {
        if (_patch.Length > 1) _patch.Add(","u8);
        _patch.Add("{\"op\":\""u8).Add(op).Add("\",\"path\":\""u8).Add(_path.Span);
        if (value is { } it) _patch.Add("\",\"value\":"u8).Add(JsonMarshal.GetRawUtf8Value(it)).Add("}"u8);
        else _patch.Add("\"}"u8);
    }

    private static bool Same(JsonElement a, JsonElement b) => JsonMarshal.GetRawUtf8Value(a).SequenceEqual(JsonMarshal.GetRawUtf8Value(b));
}
