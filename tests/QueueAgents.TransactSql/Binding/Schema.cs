using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using QueueAgents.Persistence;
using QueueAgents.Persistence.SqlServer;

namespace QueueAgents.TransactSql.Binding;

/// <param name="Filter">Null where the index holds every row.</param>
internal sealed record Index(string Name, IReadOnlyList<string> Columns, bool Unique, string? Filter, bool Clustered);

/// <param name="Fillable">An insert must name it: it takes no null, and nothing makes its value.</param>
internal sealed record Column(string Name, Value Value, bool Nullable, bool Fillable, string? Collation);

internal sealed record Table(string Name, IReadOnlyList<Column> Columns, IReadOnlyList<Index> Indexes)
{
    public Column? Find(string name) => Columns.FirstOrDefault(c => c.Name == name);
}

/// <summary>The tables as the model says SQL Server has them.</summary>
internal static class Schema
{
    public static IReadOnlyDictionary<string, Table> Tables { get; } = Read();

    public static FleetDb Open(params Microsoft.EntityFrameworkCore.Diagnostics.IInterceptor[] interceptors)
    {
        var options = new DbContextOptionsBuilder<FleetDb>();
        options.UseSqlServerStore("Server=nowhere");
        options.AddInterceptors(interceptors);
        return new(options.Options);
    }

    private static Dictionary<string, Table> Read()
    {
        using var db = Open();
        var model = db.GetService<IDesignTimeModel>().Model.GetRelationalModel();
        return model.Tables.ToDictionary(t => t.Name, t => new Table(t.Name, [.. t.Columns.Select(Of)], [.. IndexesOf(t)]));
    }

    private static Column Of(IColumn column)
    {
        var made = column.PropertyMappings.Any(m => m.Property.ValueGenerated != ValueGenerated.Never);
        var value = new Value(column.StoreType, column.Collation is null ? Order.None : Order.Column);
        return new(column.Name, value, column.IsNullable, !column.IsNullable && !made, column.Collation);
    }

    private static IEnumerable<Index> IndexesOf(ITable table)
    {
        foreach (var key in table.UniqueConstraints)
            yield return new(key.Name, [.. key.Columns.Select(c => c.Name)], true, null, key.MappedKeys.First().IsClustered() ?? true);
        foreach (var index in table.Indexes)
            yield return new(index.Name, [.. index.Columns.Select(c => c.Name)], index.IsUnique, index.Filter, index.MappedIndexes.First().IsClustered() ?? false);
    }
}
