using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using QueueAgents.Persistence.SqlServer.Tables;

namespace QueueAgents.Persistence.SqlServer.Wire;

/// <summary>
/// Rows as one JSON document, and how SQL reads it: both come from one list of columns, so that a name or a type cannot differ between
/// them. One parameter carries any number of rows, and one plan serves all of them. Every row says every column, also what is null: there are
/// servers that speak T-SQL and read each column by itself, and would take the value of the next row for one that is left out.
/// </summary>
internal sealed class JsonTable<TRow>
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly List<Column> columns = [];

    /// <summary>For <c>openjson(@rows) with (…)</c>.</summary>
    public string With => string.Join(", ", columns.Select(c => $"{Quoted(c.Name)} {c.Type}"));

    /// <summary>The columns' names, for the target of an insert.</summary>
    public string Names => string.Join(", ", columns.Select(c => Quoted(c.Name)));

    /// <summary>The same, of an alias.</summary>
    public string Of(string alias) => string.Join(", ", columns.Select(c => $"{alias}.{Quoted(c.Name)}"));

    public JsonTable<TRow> Id(string name, Func<TRow, Guid?> value)
        => Add(name, "uniqueidentifier", (json, row) => { if (value(row) is { } some) json.WriteString(name, some); else json.WriteNull(name); });

    public JsonTable<TRow> Int(string name, Func<TRow, int?> value)
        => Add(name, "int", (json, row) => { if (value(row) is { } some) json.WriteNumber(name, some); else json.WriteNull(name); });

    public JsonTable<TRow> Short(string name, Func<TRow, short?> value)
        => Add(name, "smallint", (json, row) => { if (value(row) is { } some) json.WriteNumber(name, some); else json.WriteNull(name); });

    public JsonTable<TRow> Long(string name, Func<TRow, long?> value)
        => Add(name, "bigint", (json, row) => { if (value(row) is { } some) json.WriteNumber(name, some); else json.WriteNull(name); });

    public JsonTable<TRow> Flag(string name, Func<TRow, bool?> value)
        => Add(name, "bit", (json, row) => { if (value(row) is { } some) json.WriteBoolean(name, some); else json.WriteNull(name); });

    /// <summary>In UTC, with six digits: the form every language setting of a session reads alike.</summary>
    public JsonTable<TRow> Moment(string name, Func<TRow, DateTimeOffset?> value) => Add(name, $"datetimeoffset({SqlServerTables.Digits})", (json, row) =>
    {
        if (Micros.Cut(value(row)) is { } some) json.WriteString(name, some.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture));
        else json.WriteNull(name);
    });

    /// <summary>Of any length. Documents are texts too: they must come back to the letter.</summary>
    public JsonTable<TRow> Text(string name, Func<TRow, string?> value) => Add(name, "nvarchar(max)", (json, row) =>
    {
        if (StorableText.Clean(value(row)) is { } some) json.WriteString(name, some);
        else json.WriteNull(name);
    });

    /// <summary>A text that is compared, of at most <paramref name="length"/> characters.</summary>
    public JsonTable<TRow> Key(string name, int length, Func<TRow, string?> value) => Add(name, $"nvarchar({ComparedText.ColumnLength(length)})", (json, row) =>
    {
        if (value(row) is { } some) json.WriteString(name, ComparedText.Fit(some, length));
        else json.WriteNull(name);
    });

    public string Write(IReadOnlyList<TRow> rows)
    {
        var buffer = new ArrayBufferWriter<byte>(256 * (rows.Count + 1));
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartArray();
            foreach (var row in rows)
            {
                json.WriteStartObject();
                foreach (var column in columns) column.Write(json, row);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private JsonTable<TRow> Add(string name, string type, Action<Utf8JsonWriter, TRow> write)
    {
        columns.Add(new(name, type, write));
        return this;
    }

    /// <summary>The only name of ours that is a word of T-SQL.</summary>
    private static string Quoted(string name) => name == "key" ? "[key]" : name;

    private sealed record Column(string Name, string Type, Action<Utf8JsonWriter, TRow> Write);
}
