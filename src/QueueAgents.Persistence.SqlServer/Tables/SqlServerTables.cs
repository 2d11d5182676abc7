using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace QueueAgents.Persistence.SqlServer.Tables;

/// <summary>What the tables of <see cref="FleetDb"/> are on SQL Server only.</summary>
/// <remarks>
/// A table whose key begins with an id is clustered by a number the database counts up, and its key is a nonclustered index. Ids cannot be
/// the clustered key: those of keyed runs, child runs and messages are hashes, in no order at all, and SQL Server sorts a version 7 id by
/// its last six bytes, which are random. Each insert would go to a page of its own anywhere in a table that is mostly history, splitting it;
/// behind the counter all of them go to the end, and only the narrow key indexes are hit at random. The counter means nothing else: nothing
/// is ordered by it, and no statement names it.
/// </remarks>
internal sealed class SqlServerTables(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
{
    public const string Counter = "row_no";

    /// <summary>What all databases keep: microseconds. A seventh digit would be cut off elsewhere and make equal moments differ.</summary>
    public const int Digits = 6;

    /// <summary>By code units: "a" is not "A", whatever the collation of the server.</summary>
    public const string Collation = "Latin1_General_100_BIN2";

    public override void Customize(ModelBuilder modelBuilder, DbContext context)
    {
        base.Customize(modelBuilder, context);
        foreach (var table in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var column in table.GetProperties()) Type(column);
            if (table.FindPrimaryKey() is { } key && key.Properties[0].ClrType == typeof(Guid)) Cluster(modelBuilder, table, key);
        }
    }

    private static void Type(IMutableProperty column)
    {
        if (column.ClrType == typeof(DateTimeOffset) || column.ClrType == typeof(DateTimeOffset?)) column.SetPrecision(Digits);
        if (column.ClrType != typeof(string)) return;
        column.SetCollation(Collation);
        if (column.GetMaxLength() is not { } length) return;
        column.SetMaxLength(ComparedText.ColumnLength(length));
        column.SetValueConverter(new ComparedText.Converter());
    }

    private static void Cluster(ModelBuilder modelBuilder, IMutableEntityType table, IMutableKey key)
    {
        key.SetIsClustered(false);
        modelBuilder.Entity(table.ClrType, entity =>
        {
            entity.Property<long>("RowNo").HasColumnName(Counter).UseIdentityColumn();
            entity.HasIndex(["RowNo"], $"cx_{table.GetTableName()}").IsUnique().IsClustered();
        });
    }
}
