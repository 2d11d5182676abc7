namespace QueueAgents.TransactSql.Binding;

/// <summary>What an expression comes to, as far as SQL Server would know before it runs.</summary>
/// <param name="Type">As the model writes it: <c>nvarchar(201)</c>, <c>datetimeoffset(6)</c>.</param>
/// <param name="Made">Computed, or a number as it stands: integers of other widths may meet it.</param>
internal sealed record Value(string Type, Order Order = Order.None, bool Made = false)
{
    public const string Null = "null";
    public const string Number = "number";

    public static readonly Value Nothing = new(Null, Made: true);

    public bool IsText => Type.StartsWith("nvarchar", StringComparison.Ordinal);
    public bool IsInteger => Type is "int" or "smallint" or "bigint" or Number;

    /// <summary>Compared without a conversion that would give up an index, lose something, or fail.</summary>
    public bool Meets(Value other) => Type == other.Type || (Type, other.Type) is ("bit", Number) or (Number, "bit") || Type == Null || other.Type == Null || (IsInteger && other.IsInteger && (Made || other.Made));

    /// <summary>Stored as it is.</summary>
    public bool Fills(Value column) => Type == column.Type || Type == Null || (Type == Number && column.IsInteger);
}

/// <summary>Whose collation a text has.</summary>
internal enum Order
{
    None,
    /// <summary>A column's own, or one that is said.</summary>
    Column,
    /// <summary>The database's, whatever that is: a column of a document or of a table variable. Against a column it is an error.</summary>
    Database,
}
