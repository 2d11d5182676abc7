using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace QueueAgents.TransactSql.Binding;

internal static class TypeNames
{
    /// <summary>A type as the model writes it.</summary>
    public static string Of(DataTypeReference type)
    {
        var name = string.Join('.', type.Name.Identifiers.Select(i => i.Value)).ToLowerInvariant();
        var sizes = type is ParameterizedDataTypeReference { Parameters: { Count: > 0 } parameters } ? $"({string.Join(",", parameters.Select(p => p.Value.ToLowerInvariant()))})" : "";
        return name + sizes;
    }

    public static Value Value(DataTypeReference type, Order order)
    {
        var name = Of(type);
        return new(name, name.StartsWith("nvarchar", StringComparison.Ordinal) ? order : Order.None);
    }
}
