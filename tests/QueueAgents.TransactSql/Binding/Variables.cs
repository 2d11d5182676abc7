using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace QueueAgents.TransactSql.Binding;

/// <summary>Parameters, and what the command declares itself.</summary>
internal sealed class Variables(Findings findings, IReadOnlyDictionary<string, string> parameters)
{
    private readonly Dictionary<string, Value> scalars = parameters.ToDictionary(p => p.Key, p => new Value(p.Value), StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IReadOnlyDictionary<string, Value>> tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> used = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<string> Unused => parameters.Keys.Where(p => !used.Contains(p));

    public void Declare(string name, Value value) => scalars[name] = value;

    public void DeclareTable(DeclareTableVariableBody body)
    {
        var columns = body.Definition.ColumnDefinitions.ToDictionary(c => c.ColumnIdentifier.Value, c => TypeNames.Value(c.DataType, Order.Database));
        foreach (var key in body.Definition.TableConstraints.OfType<UniqueConstraintDefinition>().SelectMany(k => k.Columns))
            if (!columns.ContainsKey(key.Column.MultiPartIdentifier.Identifiers[^1].Value)) findings.Add(key, "a key of no column");
        tables[body.VariableName.Value] = columns;
    }

    public Value Scalar(VariableReference variable)
    {
        used.Add(variable.Name);
        return scalars.TryGetValue(variable.Name, out var value) ? value : findings.Add(variable, "neither bound nor declared");
    }

    public IReadOnlyDictionary<string, Value> Table(VariableReference variable)
    {
        if (tables.TryGetValue(variable.Name, out var columns)) return columns;
        findings.Add(variable, "not declared as a table");
        return new Dictionary<string, Value>();
    }
}
