using Microsoft.SqlServer.TransactSql.ScriptDom;
using QueueAgents.TransactSql.Binding;
using QueueAgents.TransactSql.Statements;
using Xunit;

namespace QueueAgents.TransactSql;

/// <summary>The scripts that give rights, against what the statements do.</summary>
public sealed class RightsTests
{
    private const string History = "__EFMigrationsHistory";

    [Theory]
    [InlineData("server.sql")]
    [InlineData("migrator.sql")]
    public void The_scripts_parse_and_hold_no_password(string file)
    {
        Assert.Empty(Parsing.Errors(Read(file)));
        Assert.DoesNotContain("password", Read(file), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_server_may_do_what_its_statements_do_and_nothing_else()
    {
        var done = new Uses();
        foreach (var command in Sent.All.Values.Concat(Reads.All.Values)) done.Read(command.CommandText);
        // The key of the interface is made by the command line, on the server's database and with its rights; the guard reads the history.
        done.All.Add((History, "SELECT"));

        Assert.Equal(done.All.Order(), Granted().Order());
    }

    [Fact]
    public void The_migrator_may_make_tables_and_gives_no_rights()
    {
        var script = Read("migrator.sql");
        Assert.Contains("grant create table to", script, StringComparison.Ordinal);
        Assert.DoesNotContain("control", script, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("grant option", script, StringComparison.OrdinalIgnoreCase);
    }

    internal static IEnumerable<(string Table, string Right)> Granted()
    {
        var granted = new Grants();
        Parsing.Tree(Read("server.sql")).Accept(granted);
        return granted.All;
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Rights", file));

    private sealed class Grants : TSqlFragmentVisitor
    {
        public HashSet<(string Table, string Right)> All { get; } = [];

        public override void Visit(GrantStatement node)
        {
            Assert.Equal("queue_agents_server", Assert.Single(node.Principals).Identifier.Value);
            foreach (var right in node.Permissions) All.Add((node.SecurityTargetObject.ObjectName.MultiPartIdentifier.Identifiers[^1].Value, right.Identifiers[0].Value.ToUpperInvariant()));
        }
    }

    /// <summary>Which tables are read and written. A change finds its rows by reading them.</summary>
    private sealed class Uses : TSqlFragmentVisitor
    {
        private readonly Dictionary<string, string> aliases = [];

        public HashSet<(string Table, string Right)> All { get; } = [];

        public void Read(string sql)
        {
            foreach (var statement in Parsing.Tree(sql).Batches.SelectMany(b => b.Statements))
            {
                aliases.Clear();
                var sources = new Sources();
                statement.Accept(sources);
                foreach (var (alias, table) in sources.All) aliases[alias] = table;
                foreach (var table in sources.All.Select(s => s.Table).Where(Schema.Tables.ContainsKey)) All.Add((table, "SELECT"));
                statement.Accept(this);
            }
        }

        public override void Visit(InsertSpecification node) => Add(node.Target, "INSERT");

        public override void Visit(UpdateSpecification node) => Add(node.Target, "UPDATE");

        public override void Visit(DeleteSpecification node) => Add(node.Target, "DELETE");

        private void Add(TableReference target, string right)
        {
            if (target is not NamedTableReference { SchemaObject.BaseIdentifier.Value: var name }) return;
            while (!Schema.Tables.ContainsKey(name) && aliases.TryGetValue(name, out var behind) && behind != name) name = behind;
            Assert.True(Schema.Tables.ContainsKey(name), name);
            All.Add((name, right));
        }
    }

    private sealed class Sources : TSqlFragmentVisitor
    {
        public List<(string Alias, string Table)> All { get; } = [];

        public override void Visit(NamedTableReference node)
        {
            if (node.Alias is { } alias) All.Add((alias.Value, node.SchemaObject.BaseIdentifier.Value));
            else if (Schema.Tables.ContainsKey(node.SchemaObject.BaseIdentifier.Value)) All.Add((node.SchemaObject.BaseIdentifier.Value, node.SchemaObject.BaseIdentifier.Value));
        }

        public override void Visit(CommonTableExpression node)
        {
            var inner = new Sources();
            node.QueryExpression.Accept(inner);
            All.Add((node.ExpressionName.Value, inner.All[0].Table));
        }
    }
}
