using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using QueueAgents.TransactSql.Binding;
using QueueAgents.TransactSql.Statements;
using Xunit;

namespace QueueAgents.TransactSql;

/// <summary>That the reading of statements finds mistakes: each name misspelt and each type changed, one at a time, must be found.</summary>
public sealed class MutationTests
{
    /// <summary>Types nothing in SQL depends on: the column meets only numbers as they stand, or only the program that reads it.</summary>
    private static readonly string[] Free =
    [
        "first_state smallint", "place int", "releases int", "cast(sysdatetimeoffset() as datetimeoffset(6))",
        "cast(case when e.recorded_at is null then 0 else 1 end as bit)", "@is_open bit = 0", "@page bigint = 0",
        "cast(m.[key] as nvarchar(129)) like",
    ];

    private static readonly HashSet<string> Names =
    [
        .. Schema.Tables.Keys, .. Schema.Tables.Values.SelectMany(t => t.Columns).Select(c => c.Name), .. Schema.Tables.Values.SelectMany(t => t.Indexes).Select(i => i.Name),
    ];

    public static TheoryData<string> Statements => StatementTests.Names;

    [Theory, MemberData(nameof(Statements))]
    public void A_name_that_is_misspelt_is_found(string name)
    {
        var command = Sent.All[name];
        var (tree, types) = (Parsing.Tree(command.CommandText), new Types());
        tree.Accept(types);
        var tokens = tree.ScriptTokenStream;
        var unread = types.Unread.Select(t => t.FirstTokenIndex - 2).ToHashSet();
        var at = tokens.Index().Where(t => t.Item.TokenType is TSqlTokenType.Identifier or TSqlTokenType.QuotedIdentifier && Names.Contains(t.Item.Text.Trim('[', ']'))).ToList();
        foreach (var (place, token) in at.Where(t => !unread.Contains(t.Index)))
        {
            var misspelt = string.Concat(tokens.Select((t, i) => i != place ? t.Text : t.Text.EndsWith(']') ? t.Text.Replace("]", "x]", StringComparison.Ordinal) : t.Text + "x"));
            AssertFound(command, misspelt, $"{token.Text} in line {token.Line} misspelt");
        }
    }

    /// <summary>Nothing reads what a commit of nothing has written.</summary>
    public static TheoryData<string> Typed => [.. Sent.All.Keys.Where(name => name != "commit of nothing")];

    [Theory, MemberData(nameof(Typed))]
    public void A_type_that_is_not_the_columns_is_found(string name)
    {
        var command = Sent.All[name];
        var types = new Types();
        Parsing.Tree(command.CommandText).Accept(types);
        foreach (var type in types.Found)
        {
            var sql = command.CommandText;
            if (IsFree(sql, type.StartOffset) || types.Unread.Contains(type)) continue;
            var changed = sql.Remove(type.StartOffset, type.FragmentLength).Insert(type.StartOffset, Another(TypeNames.Of(type)));
            AssertFound(command, changed, $"{Parsing.TextOf(type)} in line {type.StartLine} changed to {Another(TypeNames.Of(type))}");
        }
    }

    [Theory]
    [InlineData("commit of a step", "declare @written table (id uniqueidentifier not null primary key);", "")]
    [InlineData("commit of everything", "collate Latin1_General_100_BIN2", "")]
    [InlineData("claim step", "updlock, rowlock, forceseek", "nolock")]
    [InlineData("take runs", "updlock, rowlock, readpast", "readpast")]
    [InlineData("take runs", "updlock, rowlock, readpast", "updlock, rowlock, readpast, readcommittedlock")]
    [InlineData("take runs", "updlock, rowlock, readpast", "updlock, rowlock, readpast, forceseek")]
    [InlineData("claim step", "@until", "@unbound")]
    [InlineData("beat", "@in_flight", "1")]
    [InlineData("claim effect", "attempt, class, args_hash, claim_id, claimed_at)", "class, args_hash, claim_id, claimed_at)")]
    [InlineData("confirm", "on d.run_id = t.run_id", "on d.seq = t.seq")]
    public void What_else_SQL_Server_would_refuse_is_found(string name, string from, string to)
    {
        var command = Sent.All[name];
        var changed = command.CommandText.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(command.CommandText, changed);
        Assert.True(Parsing.Errors(changed).Any() || Binder.Bind(changed, Sent.TypesOf(command)).Findings.Count > 0, changed);
    }

    private static bool IsFree(string sql, int offset) => Free.Any(free =>
    {
        for (var at = sql.IndexOf(free, StringComparison.Ordinal); at >= 0; at = sql.IndexOf(free, at + 1, StringComparison.Ordinal))
            if (at <= offset && offset < at + free.Length) return true;
        return false;
    });

    private static void AssertFound(Microsoft.Data.SqlClient.SqlCommand command, string changed, string what)
        => Assert.True(Binder.Bind(changed, Sent.TypesOf(command)).Findings.Count > 0, $"Not found: {what}.\n{changed}");

    private static string Another(string type) => type switch
    {
        "int" or "smallint" => "bigint",
        "bigint" => "int",
        "bit" => "smallint",
        "uniqueidentifier" => "binary(16)",
        "nvarchar(max)" => "nvarchar(100)",
        "datetimeoffset(6)" => "datetimeoffset(7)",
        _ when type.StartsWith("nvarchar", StringComparison.Ordinal) => "nvarchar(100)",
        _ => throw new NotSupportedException(type),
    };

    private sealed class Types : TSqlFragmentVisitor
    {
        private string statement = "";

        public List<DataTypeReference> Found { get; } = [];

        /// <summary>Of columns of a document that this statement leaves alone, because another one reads them.</summary>
        public HashSet<DataTypeReference> Unread { get; } = [];

        public override void Visit(DataTypeReference node) => Found.Add(node);

        public override void Visit(TSqlStatement node) => statement = Parsing.TextOf(node);

        public override void Visit(OpenJsonTableReference node)
        {
            foreach (var column in node.SchemaDeclarationItems.Select(i => i.ColumnDefinition))
                if (!Regex.IsMatch(statement, $@"\b{node.Alias.Value}\.\[?{column.ColumnIdentifier.Value}\b")) Unread.Add(column.DataType);
        }
    }
}
