using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace QueueAgents.Persistence.Tables;

internal static class ColumnExtensions
{
    /// <summary>Names the column. Keys are made by us, never by the database.</summary>
    public static void Column<TEntity, T>(
        this EntityTypeBuilder<TEntity> table, Expression<Func<TEntity, T>> property, string name, int? maxLength = null)
        where TEntity : class
    {
        var column = table.Property(property).HasColumnName(name).ValueGeneratedNever();
        if (maxLength is { } length) column.HasMaxLength(length);
    }
}
