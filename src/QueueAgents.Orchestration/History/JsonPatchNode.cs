using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace QueueAgents.Orchestration.History;

/// <summary>A document being patched. Only what a path passes through is taken apart; all else keeps its text.</summary>
internal sealed class JsonPatchNode(JsonElement raw)
{
    private OrderedDictionary<string, JsonPatchNode>? _members;
    private List<JsonPatchNode>? _items;

    /// <param name="path">RFC 6901, not empty.</param>
    public void Change(string? op, string path, JsonPatchNode? value)
    {
        var segments = path.Split('/');
        if (segments[0].Length > 0) throw new FormatException($"Path '{path}' does not start with a slash.");
        var node = this;
        foreach (var segment in segments.AsSpan(1, segments.Length - 2)) node = node.Child(Unescape(segment));
        node.ChangeChild(op, Unescape(segments[^1]), value);
    }

    public void Write(Utf8Buffer text)
    {
        if (_members is not null)
        {
            var separator = "{"u8;
            foreach (var (name, value) in _members)
            {
                text.Add(separator).Add("\""u8).AddEscaped(name).Add("\":"u8);
                value.Write(text);
                separator = ","u8;
            }

            text.Add(_members.Count == 0 ? "{}"u8 : "}"u8);
        }
        else if (_items is not null)
        {
            var separator = "["u8;
            foreach (var item in _items)
            {
                text.Add(separator);
                item.Write(text);
                separator = ","u8;
            }

            text.Add(_items.Count == 0 ? "[]"u8 : "]"u8);
        }
        else
        {
            text.Add(JsonMarshal.GetRawUtf8Value(raw));
        }
    }

    private JsonPatchNode Child(string name)
    {
        TakeApart();
        if (_items is not null) return _items[Index(name, _items.Count - 1)];
        return _members!.TryGetValue(name, out var member) ? member : throw NoSuch(name);
    }

    private void ChangeChild(string? op, string name, JsonPatchNode? value)
    {
        TakeApart();
        switch (op)
        {
            case "add" when _items is not null:
                _items.Insert(name == "-" ? _items.Count : Index(name, _items.Count), value!);
                break;
            case "replace" when _items is not null:
                _items[Index(name, _items.Count - 1)] = value!;
                break;
            case "remove" when _items is not null:
                _items.RemoveAt(Index(name, _items.Count - 1));
                break;
            case "add":
                _members![name] = value!;
                break;
            case "replace":
                _members![name] = _members.ContainsKey(name) ? value! : throw NoSuch(name);
                break;
            case "remove":
                if (!_members!.Remove(name)) throw NoSuch(name);
                break;
            default:
                throw new FormatException($"Operation '{op}' is not one of add, remove, replace.");
        }
    }

    private void TakeApart()
    {
        if (_members is not null || _items is not null) return;
        if (raw.ValueKind == JsonValueKind.Object)
        {
            _members = [];
            foreach (var member in raw.EnumerateObject()) _members[member.Name] = new(member.Value);
        }
        else if (raw.ValueKind == JsonValueKind.Array)
        {
            _items = [.. raw.EnumerateArray().Select(item => new JsonPatchNode(item))];
        }
        else
        {
            throw new FormatException("The path leads into a plain value.");
        }
    }

    private static int Index(string name, int last)
        => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= last && (name.Length == 1 || name[0] != '0')
            ? index
            : throw NoSuch(name);

    private static FormatException NoSuch(string name) => new($"There is no '{name}' to change.");

    private static string Unescape(string segment)
        => segment.Contains('~', StringComparison.Ordinal)
            ? segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
            : segment;
}
