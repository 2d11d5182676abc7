using System.Data;
using System.Text.Json;
using QueueAgents.Conformance;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Persistence.SqlServer.Rows;
using QueueAgents.Persistence.SqlServer.Sql;
using QueueAgents.Persistence.SqlServer.Tables;
using QueueAgents.Persistence.SqlServer.Wire;
using QueueAgents.TransactSql.Binding;
using Xunit;

namespace QueueAgents.TransactSql;

/// <summary>What goes out as a document, and how what comes back is read.</summary>
public sealed class RowTests
{
    private const string Awkward = "ä 😀 中文 \u2028 \u00a0 ‮ 'it''s' \"quoted\" \\ % _ [a] ; -- $1 @p {0} \t\r\n end ";

    [Fact]
    public void A_run_comes_back_as_it_was_sent()
    {
        var run = Make.Run("agent", "tenant", "ends in a blank ") with
        {
            Tags = null,
            State = RunState.Paused,
            Document = new Json(Awkward),
            StateVersion = 3,
            Result = new Json("""{"r":1}"""),
            Error = new StepError { Type = "boom", Message = Awkward },
            Pinned = true,
            Seq = 42,
            Step = "Think",
            Group = new StepGroup { Kind = StepKind.Child, First = 40, Count = 3, Next = 42, Done = 1, Failed = 2, MaxParallel = 5, Join = "Joined", Tolerate = true, ChildAgent = "child" },
            Wait = new Wait { Kind = WaitKind.Answer, Then = "After", Text = "Really?", RequestId = Guid.NewGuid(), Until = Make.At(99) },
            Deadline = Make.At(1000.000001),
            WakeAt = Make.At(98),
            KeptSignals = 4,
            SignalsTaken = 9,
            ParentRunId = Guid.NewGuid(),
            ParentSeq = 7,
            Depth = 6,
            Trace = "trace",
            UpdatedAt = Make.At(1.5),
        };
        Assert.Equal(run, Back(RunRows.Born.Write([Make.Insert(run)]), RunColumns.All, "run", (ref Fields f) => RunFields.Read(ref f)));

        var bare = Make.Run() with { Input = Json.None, Group = null, Step = null, Seq = 0 };
        Assert.Equal(bare, Back(RunRows.Born.Write([Make.Insert(bare)]), RunColumns.All, "run", (ref Fields f) => RunFields.Read(ref f)));
    }

    [Fact]
    public void An_attempt_comes_back_as_it_was_sent()
    {
        var row = Make.Closed(Make.Row(Make.Run(), 1, 3), DispatchOutcome.Lost, "[]") with
        {
            Kind = StepKind.Child, Input = new Json(Awkward), Arrival = Arrival.TimedOut, StateVersion = 4, JoinFirst = 5, JoinCount = 6, ChildRunId = Guid.NewGuid(),
            Failures = 7, Lost = 8, Phase = DispatchPhase.Leased, DueAt = Make.At(0.000001), Owner = "o", CreatedAt = Make.At(-1), Error = new() { Type = "t", Message = "m" },
            Took = TimeSpan.FromMicroseconds(3_600_000_000_001),
        };
        Assert.Equal(row, Back(DispatchRows.New.Write([row]), DispatchColumns.All, "dispatch", (ref Fields f) => DispatchFields.Read(ref f)));
        var open = Make.Row(Make.Run(), 2);
        Assert.Equal(open, Back(DispatchRows.New.Write([open]), DispatchColumns.All, "dispatch", (ref Fields f) => DispatchFields.Read(ref f)));
    }

    [Fact]
    public void A_document_has_this_very_shape()
    {
        var table = new JsonTable<(Guid Id, DateTimeOffset? At, string? Text, bool? Flag, long? Long)>()
            .Id("id", r => r.Id).Moment("at", r => r.At).Text("text", r => r.Text).Flag("flag", r => r.Flag).Long("long", r => r.Long);
        var id = Guid.Parse("0199c0de-0000-7000-8000-00000000beef");

        Assert.Equal("id uniqueidentifier, at datetimeoffset(6), text nvarchar(max), flag bit, long bigint", table.With);
        Assert.Equal(
            """[{"id":"0199c0de-0000-7000-8000-00000000beef","at":"2026-03-01T10:00:00.123456+00:00","text":"{\"a\": \"ä\"}","flag":true,"long":-5},{"id":"00000000-0000-0000-0000-000000000000","at":null,"text":null,"flag":null,"long":null}]""",
            table.Write([(id, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1_234_569), """{"a": "ä"}""", true, -5), (Guid.Empty, null, null, null, null)]));
        Assert.Equal("[]", table.Write([]));
    }

    [Theory]
    [InlineData(Awkward, Awkward)]
    [InlineData("", "")]
    [InlineData("😀", "😀")]
    [InlineData("\u0001\u001f</script>", "\u0001\u001f</script>")]
    public void Any_text_survives_the_document(string text, string read)
        => Assert.Equal(read, Parsed(new JsonTable<string>().Text("text", t => t).Write([text]))[0].GetProperty("text").GetString());

    [Fact]
    public void What_no_document_can_hold_is_kept_legibly()
    {
        var written = new JsonTable<string>().Text("text", t => t).Write(["a\0b", "cut\ud83d", "\udc00 😀"]);
        Assert.Equal(["a\ufffdb", "cut\ufffd", "\ufffd 😀"], Parsed(written).Select(r => r.GetProperty("text").GetString()));
    }

    [Fact]
    public void A_document_of_a_mebibyte_survives()
    {
        var large = string.Concat(Enumerable.Repeat("abcdef\"\\ä", 1 << 17));
        Assert.Equal(large, Parsed(new JsonTable<string>().Text("text", t => t).Write([large]))[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("mail", "mail")]
    [InlineData("mail ", "mail \u2420")]
    [InlineData("mail  ", "mail  \u2420")]
    [InlineData("mail \u2420", "mail \u2420\u2420")]
    [InlineData("mail\u2420", "mail\u2420")]
    [InlineData(" ", " \u2420")]
    [InlineData("", "")]
    public void Blanks_at_the_end_of_a_key_are_made_to_count(string key, string stored)
    {
        Assert.Equal(stored, ComparedText.Store(key));
        Assert.Equal(key, ComparedText.Read(stored));
        Assert.NotEqual(' ', stored.LastOrDefault());
    }

    [Fact]
    public void A_key_that_would_be_cut_off_is_refused()
    {
        var table = new JsonTable<string>().Key("name", 5, t => t);
        Assert.Equal("name nvarchar(6)", table.With);
        Assert.Equal("abcd \u2420", Parsed(table.Write(["abcd "]))[0].GetProperty("name").GetString());
        Assert.Throws<ArgumentException>(() => table.Write(["abcdefg"]));
    }

    private delegate T Reading<T>(ref Fields fields);

    /// <summary>As SQL Server would read the document and give it back: by name into the columns' types, then in the order of the select.</summary>
    private static T Back<T>(string document, string columns, string table, Reading<T> read)
    {
        var row = Assert.Single(Parsed(document));
        var names = columns.Split(',').Select(c => c.Trim().Split('.')[1].Trim('[', ']')).ToList();
        var data = new DataTable();
        foreach (var name in names) data.Columns.Add(name, ClrType(Schema.Tables[table].Find(name)!.Value.Type));
        data.Rows.Add([.. names.Select(name => row.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Read(value, data.Columns[name]!.DataType) : DBNull.Value)]);

        using var reader = data.CreateDataReader();
        Assert.True(reader.Read());
        var fields = new Fields(reader);
        return read(ref fields);
    }

    private static object Read(JsonElement value, Type type) => value.Deserialize(type)!;

    private static Type ClrType(string type) => type switch
    {
        "uniqueidentifier" => typeof(Guid),
        "int" => typeof(int),
        "smallint" => typeof(short),
        "bigint" => typeof(long),
        "bit" => typeof(bool),
        "datetimeoffset(6)" => typeof(DateTimeOffset),
        _ => typeof(string),
    };

    private static List<JsonElement> Parsed(string document) => [.. JsonDocument.Parse(document).RootElement.EnumerateArray()];
}
