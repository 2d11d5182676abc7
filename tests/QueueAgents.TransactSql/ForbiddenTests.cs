using System.Text.Json;
using Microsoft.Data.SqlClient;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using QueueAgents.Conformance;
using QueueAgents.Persistence.SqlServer;
using QueueAgents.TransactSql.Binding;
using QueueAgents.TransactSql.Statements;
using Xunit;

namespace QueueAgents.TransactSql;

/// <summary>Habits the store has, or must not have.</summary>
public sealed class ForbiddenTests
{
    /// <summary>Whatever takes work from a shared table, and the index whose filter it repeats.</summary>
    public static TheoryData<string, string> Claims => new()
    {
        { "take outbox", "ix_outbox_due" },
        { "take dispatches", "ix_dispatch_due" },
        { "take runs", "ix_run_wake" },
        { "take queued", "ix_run_queued" },
        { "serve queues", "ix_dispatch_unserved" },
    };

    /// <summary>Other statements that count on a filtered index.</summary>
    public static TheoryData<string, string> Lookups => new()
    {
        { "find by key", "ux_run_key" },
        { "commit of everything", "ux_run_key" },
        { "orphans", "ix_run_parent" },
        { "load of everything", "ix_signal_kept" },
        { "load of everything", "ux_dispatch_open" },
        { "resend 2", "ux_dispatch_open" },
    };

    public static TheoryData<string> Names => StatementTests.Names;

    [Theory, MemberData(nameof(Names))]
    public void No_statement_merges_uses_a_temporary_table_or_runs_text(string name)
    {
        var search = new Search();
        Parsing.Tree(Sent.All[name].CommandText).Accept(search);
        Assert.Empty(search.Found);
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_parameter_says_its_type_and_size(string name) => Assert.All(Sent.All[name].Parameters.Cast<SqlParameter>(), parameter =>
    {
        Assert.StartsWith("@", parameter.ParameterName, StringComparison.Ordinal);
        Assert.NotEqual(0, parameter.Size);
        if (parameter.SqlDbType == System.Data.SqlDbType.DateTimeOffset) Assert.Equal(6, parameter.Scale);
        if (parameter.Value is string text && parameter.Size > 0) Assert.InRange(text.Length, 0, parameter.Size);
    });

    [Theory, MemberData(nameof(Claims))]
    public void Claims_pass_over_what_others_hold(string name, string index)
    {
        Assert.Contains("with (updlock, rowlock, readpast)", Sent.All[name].CommandText, StringComparison.Ordinal);
        Assert.Contains("set transaction isolation level read committed", Sent.All[name].CommandText, StringComparison.Ordinal);
        The_filter_of_the_index_is_said_in_literals(name, index);
    }

    [Theory, MemberData(nameof(Lookups))]
    public void The_filter_of_the_index_is_said_in_literals(string name, string index)
    {
        var filter = Schema.Tables.Values.SelectMany(t => t.Indexes).Single(i => i.Name == index).Filter ?? "";
        foreach (var part in filter.Replace("\"key\"", "[key]", StringComparison.Ordinal).Split(" and ", StringSplitOptions.RemoveEmptyEntries))
            Assert.Contains($".{part}", Sent.All[name].CommandText, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Whatever_writes_rolls_back_as_a_whole(string name)
    {
        var sql = Sent.All[name].CommandText;
        var search = new Search();
        Parsing.Tree(sql).Accept(search);
        if (search.Writes == 0) return;
        Assert.StartsWith("set nocount on;\nset xact_abort on;\nset transaction isolation level read committed;", sql.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        if (search.Writes > 1 && name != "confirm") Assert.Contains("begin transaction;", sql, StringComparison.Ordinal);
        Assert.Equal(search.Begins, search.Commits);
    }

    /// <summary>Servers that speak T-SQL and are not SQL Server read a join after OUTPUT otherwise; and a target twice in one list is two tables to them.</summary>
    [Theory, MemberData(nameof(Names))]
    public void What_says_its_changes_names_its_target_itself_and_joins_nothing(string name)
    {
        var search = new Search();
        Parsing.Tree(Sent.All[name].CommandText).Accept(search);
        Assert.All(search.Told.OfType<UpdateDeleteSpecificationBase>(), change =>
        {
            var target = Assert.IsType<NamedTableReference>(change.Target).SchemaObject.BaseIdentifier.Value;
            Assert.Contains(target, Schema.Tables.Keys);
            Assert.All(change.FromClause.TableReferences, t => Assert.IsNotAssignableFrom<JoinTableReference>(t));
            Assert.Single(change.FromClause.TableReferences.OfType<NamedTableReference>(), t => t.SchemaObject.BaseIdentifier.Value == target && t.Alias is null);
        });
    }

    [Fact]
    public void A_step_is_committed_with_fewer_than_ten_statements_in_one_command()
    {
        var search = new Search();
        Parsing.Tree(Sent.All["commit of a step"].CommandText).Accept(search);
        Assert.InRange(search.Statements, 1, 9);
        Assert.InRange(search.Writes, 1, 4);
    }

    [Fact]
    public void A_large_run_never_takes_the_lock_of_a_table()
    {
        var run = Make.FanOut(1, 5000, 2);
        var command = Sent.Committing(Make.Insert(run) with { NewRows = [.. Enumerable.Range(1, 5000).Select(seq => Make.Held(run, seq))] });
        Assert.Equal((2000, 2000, 1000), (Rows("@new_rows"), Rows("@new_rows_1"), Rows("@new_rows_2")));
        Assert.Empty(Binder.Bind(command.CommandText, Sent.TypesOf(command)).Findings);
        Assert.Contains("where e.place > @page and e.place <= @page + 2000", Sent.All["commit of everything"].CommandText, StringComparison.Ordinal);

        int Rows(string parameter) => JsonDocument.Parse((string)command.Parameters[parameter].Value).RootElement.GetArrayLength();
    }

    [Fact]
    public void The_migration_lock_parses() => Assert.Empty(Parsing.Errors($"{SqlServerMigrationLock.Take}\n{SqlServerMigrationLock.Release}"));

    private sealed class Search : TSqlFragmentVisitor
    {
        public List<string> Found { get; } = [];
        public int Writes { get; private set; }

        /// <summary>Changes whose rows go on into a table.</summary>
        public List<DataModificationSpecification> Told { get; } = [];

        public int Begins { get; private set; }
        public int Commits { get; private set; }

        /// <summary>Settings and declarations are no work.</summary>
        public int Statements { get; private set; }

        public override void Visit(TSqlStatement node)
        {
            if (node is not (PredicateSetStatement or SetTransactionIsolationLevelStatement or DeclareTableVariableStatement or DeclareVariableStatement)) Statements++;
            if (node is MergeStatement or ExecuteStatement or TruncateTableStatement) Found.Add(Parsing.TextOf(node));
            if (node is BeginTransactionStatement) Begins++;
            if (node is CommitTransactionStatement) Commits++;
        }

        public override void Visit(DataModificationSpecification node)
        {
            if (node.Target is NamedTableReference) Writes++;
            if (node.OutputIntoClause is not null) Told.Add(node);
        }

        public override void Visit(SchemaObjectName node)
        {
            if (node.BaseIdentifier.Value.StartsWith('#')) Found.Add(Parsing.TextOf(node));
        }
    }
}
