using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using QueueAgents.Persistence.SqlServer;
using QueueAgents.TransactSql.Binding;
using Xunit;

namespace QueueAgents.TransactSql;

/// <summary>The migrations, as scripts for an administrator and as the migrator runs them.</summary>
public sealed class MigrationTests
{
    public static TheoryData<MigrationsSqlGenerationOptions> Kinds => [MigrationsSqlGenerationOptions.Default, MigrationsSqlGenerationOptions.Idempotent];

    [Fact]
    public void The_migrations_are_what_the_model_says()
    {
        using var db = Schema.Open();
        Assert.False(db.Database.HasPendingModelChanges(), "Run `dotnet ef migrations add <Name> --project src/QueueAgents.Persistence.SqlServer`.");
    }

    [Theory, MemberData(nameof(Kinds))]
    public void The_script_parses_with_the_texts_in_it_on_2019_2022_and_2025(MigrationsSqlGenerationOptions kind)
    {
        var script = Script(kind);
        Assert.Empty(Parsing.Errors(script));
        var texts = TextsIn(script);
        Assert.NotEmpty(texts);
        foreach (var text in texts) Assert.Empty(Parsing.Errors(text));
    }

    [Fact]
    public void Every_single_command_of_the_migrator_parses()
    {
        using var db = Schema.Open();
        var assembly = db.GetService<IMigrationsAssembly>();
        var generator = db.GetService<IMigrationsSqlGenerator>();
        foreach (var type in assembly.Migrations.Values)
        {
            var migration = assembly.CreateMigration(type, db.Database.ProviderName!);
            foreach (var command in generator.Generate(migration.UpOperations, db.GetService<IModelRuntimeInitializer>().Initialize(migration.TargetModel))) Assert.Empty(Parsing.Errors(command.CommandText));
            foreach (var command in generator.Generate(migration.DownOperations, null)) Assert.Empty(Parsing.Errors(command.CommandText));
        }
    }

    /// <summary>SQL Server compiles a whole batch before it runs its beginning; only a table that is not there yet may be named.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void No_batch_reads_or_writes_a_column_it_adds(MigrationsSqlGenerationOptions kind) => Assert.All(Parsing.Tree(Script(kind)).Batches, batch =>
    {
        var used = new Used();
        batch.Accept(used);
        Assert.Empty(used.Added.Intersect(used.Named));
    });

    [Theory, MemberData(nameof(Kinds))]
    public void What_the_script_makes_is_what_the_statements_are_read_against(MigrationsSqlGenerationOptions kind)
    {
        var made = new Made();
        var script = Script(kind);
        Parsing.Tree(script).Accept(made);
        foreach (var text in TextsIn(script)) Parsing.Tree(text).Accept(made);

        Assert.Equal(Schema.Tables.Keys.Order(), made.Tables.Keys.Order());
        foreach (var (name, table) in Schema.Tables)
        {
            Assert.Equal(table.Columns.Select(c => (c.Name, c.Value.Type, c.Nullable)).Order(), made.Tables[name].Order());
            Assert.Equal(table.Indexes.Select(i => i.Name).Order(), made.Indexes.Where(i => i.Table == name).Select(i => i.Index).Order());
        }
    }

    [Fact]
    public void The_script_sets_what_filtered_indexes_need_before_anything_else()
    {
        var first = Parsing.Tree(Script(MigrationsSqlGenerationOptions.Idempotent)).Batches[0];
        Assert.All(first.Statements, statement => Assert.IsType<PredicateSetStatement>(statement));
        var on = Assert.IsType<PredicateSetStatement>(first.Statements[0]);
        Assert.True(on.IsOn);
        foreach (var option in new[] { SetOptions.QuotedIdentifier, SetOptions.AnsiNulls, SetOptions.AnsiPadding, SetOptions.AnsiWarnings, SetOptions.ArithAbort, SetOptions.ConcatNullYieldsNull })
            Assert.True(on.Options.HasFlag(option), option.ToString());
    }

    [Fact]
    public void No_index_is_wider_than_SQL_Server_takes() => Assert.All(Schema.Tables.Values.SelectMany(t => t.Indexes.Select(i => (Table: t, Index: i))), x =>
    {
        var bytes = x.Index.Columns.Sum(c => BytesOf(x.Table.Find(c)!.Value.Type));
        Assert.InRange(bytes, 1, x.Index.Clustered ? 900 : 1700);
    });

    [Fact]
    public void No_table_is_clustered_by_an_id() => Assert.All(Schema.Tables.Values, table =>
    {
        var clustered = Assert.Single(table.Indexes, i => i.Clustered);
        Assert.NotEqual("uniqueidentifier", table.Find(clustered.Columns[0])!.Value.Type);
    });

    [Fact]
    public void Every_text_compares_by_code_units_and_every_moment_has_six_digits() => Assert.All(Schema.Tables.Values.SelectMany(t => t.Columns), column =>
    {
        if (column.Value.IsText) Assert.Equal("Latin1_General_100_BIN2", column.Collation);
        if (column.Value.Type.StartsWith("datetime", StringComparison.Ordinal)) Assert.Equal("datetimeoffset(6)", column.Value.Type);
    });

    private static string Script(MigrationsSqlGenerationOptions kind)
    {
        using var db = Schema.Open();
        return SqlServerModel.ScriptSettings + db.GetService<IMigrator>().GenerateScript(options: kind);
    }

    /// <summary>Statements that are kept from the compiler until their tables are there.</summary>
    private static List<string> TextsIn(string script)
    {
        var texts = new Texts();
        Parsing.Tree(script).Accept(texts);
        return texts.All;
    }

    private static int BytesOf(string type) => type switch
    {
        "uniqueidentifier" => 16,
        "datetimeoffset(6)" => 10,
        "bigint" => 8,
        "int" => 4,
        "smallint" => 2,
        _ when type.StartsWith("nvarchar(", StringComparison.Ordinal) => 2 * int.Parse(type[9..^1], System.Globalization.CultureInfo.InvariantCulture),
        _ when type.StartsWith("varbinary(", StringComparison.Ordinal) => int.Parse(type[10..^1], System.Globalization.CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException(type),
    };

    private sealed class Used : TSqlFragmentVisitor
    {
        public HashSet<string> Added { get; } = [];
        public HashSet<string> Named { get; } = [];

        public override void Visit(AlterTableAddTableElementStatement node) => Added.UnionWith(node.Definition.ColumnDefinitions.Select(c => c.ColumnIdentifier.Value));

        public override void Visit(DataModificationStatement node) => node.Accept(new Columns(Named));

        private sealed class Columns(HashSet<string> named) : TSqlFragmentVisitor
        {
            public override void Visit(ColumnReferenceExpression node)
            {
                if (node.MultiPartIdentifier is { } name) named.Add(name.Identifiers[^1].Value);
            }
        }
    }

    private sealed class Texts : TSqlFragmentVisitor
    {
        public List<string> All { get; } = [];

        public override void Visit(ExecutableStringList node)
        {
            // A text as it stands is no dynamic SQL.
            foreach (var text in node.Strings) All.Add(Assert.IsType<StringLiteral>(text).Value);
        }
    }

    private sealed class Made : TSqlFragmentVisitor
    {
        public Dictionary<string, List<(string, string, bool)>> Tables { get; } = [];
        public List<(string Table, string Index)> Indexes { get; } = [];

        public override void Visit(CreateTableStatement node)
        {
            var name = node.SchemaObjectName.BaseIdentifier.Value;
            if (name == "__EFMigrationsHistory") return;
            Tables[name] = [.. node.Definition.ColumnDefinitions.Select(Column)];
            foreach (var key in node.Definition.TableConstraints.OfType<UniqueConstraintDefinition>()) Indexes.Add((name, key.ConstraintIdentifier.Value));
        }

        /// <summary>What a later migration adds.</summary>
        public override void Visit(AlterTableAddTableElementStatement node) => Tables[node.SchemaObjectName.BaseIdentifier.Value].AddRange(node.Definition.ColumnDefinitions.Select(Column));

        private static (string, string, bool) Column(ColumnDefinition column)
            => (column.ColumnIdentifier.Value, TypeNames.Of(column.DataType), column.Constraints.OfType<NullableConstraintDefinition>().Single().Nullable);

        public override void Visit(DropIndexStatement node)
        {
            foreach (var index in node.DropIndexClauses.OfType<DropIndexClause>())
                Assert.True(Indexes.Remove((((SchemaObjectName)index.Object).BaseIdentifier.Value, index.Index.Value)), Parsing.TextOf(node));
        }

        public override void Visit(CreateIndexStatement node) => Indexes.Add((node.OnName.BaseIdentifier.Value, node.Name.Value));
    }
}
