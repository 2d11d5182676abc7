using System.Data;
using System.Text.Json;
using Microsoft.Data.SqlClient;
using QueueAgents.Persistence.SqlServer.Wire;
using QueueAgents.TransactSql.Binding;
using QueueAgents.TransactSql.Statements;
using Xunit;

namespace QueueAgents.TransactSql;

/// <summary>What is sent to servers that leave the escapes in a document's texts.</summary>
public sealed class PlainJsonTests
{
    public static TheoryData<string> Names => StatementTests.Names;

    [Theory]
    [InlineData("""{"a":"b\\c"}""")]
    [InlineData("\u0001\t\r\n\u001f\b\f end\\")]
    [InlineData("😀 中文 \u2028 \u007f /")]
    [InlineData("")]
    public void A_text_is_sent_without_escapes_and_put_back_to_the_letter(string text)
    {
        var command = Command(text);
        PlainJson.Rewrite(command);

        // As such a server reads it: escapes of letters are read, those JSON demands are not, so there must be none.
        var sent = (string)command.Parameters["@rows"].Value;
        Assert.All(sent.Index().Where(s => s.Item == '\\'), s => Assert.Equal('u', sent[s.Index + 1]));
        var read = JsonDocument.Parse(sent).RootElement[0].GetProperty("text").GetString()!;
        Assert.Equal(text, string.Concat(read.Select(sign => PutBack(command, sign))));
    }

    [Fact]
    public void What_needs_no_escape_goes_as_it_is_and_long_texts_are_read_as_such()
    {
        var command = Command("plain");
        var before = (string)command.Parameters["@rows"].Value;
        PlainJson.Rewrite(command);
        Assert.Equal((before, 1), ((string)command.Parameters["@rows"].Value, command.Parameters.Count));
        Assert.Equal(
            "select r.place, r.text from (select j.place, cast(j.text as nvarchar(max)) as text from openjson(@rows) with (place int, text ntext) j) r",
            command.CommandText);
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_statement_can_be_rewritten(string name)
    {
        var original = Sent.All[name];
        var command = new SqlCommand(original.CommandText);
        foreach (SqlParameter parameter in original.Parameters)
            command.Parameters.Add(new(parameter.ParameterName, parameter.SqlDbType, parameter.Size) { Scale = parameter.Scale, Value = parameter.Value is string rows && rows.StartsWith("[{", StringComparison.Ordinal) ? Escaped(rows) : parameter.Value });
        PlainJson.Rewrite(command);

        Assert.Empty(Parsing.Errors(command.CommandText));
        Assert.Equal(original.CommandText.Split("openjson(@").Length, command.CommandText.Split(") j)").Length);
    }

    /// <summary>One more member, which nobody reads.</summary>
    private static string Escaped(string rows) => rows.Replace("[{", """[{"escaped":"\"",""", StringComparison.Ordinal);

    private static SqlCommand Command(string text)
    {
        var table = new JsonTable<string>().Int("place", _ => 1).Text("text", t => t);
        var command = new SqlCommand($"select r.place, r.text from openjson(@rows) with ({table.With}) r");
        command.Parameters.Add(new("@rows", SqlDbType.NVarChar, -1) { Value = table.Write([text]) });
        return command;
    }

    /// <summary>What TRANSLATE does.</summary>
    private static char PutBack(SqlCommand command, char sign)
    {
        if (!command.Parameters.Contains("@stand_ins")) return sign;
        var place = ((string)command.Parameters["@stand_ins"].Value).IndexOf(sign, StringComparison.Ordinal);
        return place < 0 ? sign : ((string)command.Parameters["@signs"].Value)[place];
    }
}
