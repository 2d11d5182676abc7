using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace QueueAgents.TransactSql.Binding;

/// <summary>Queries and what they read from.</summary>
internal sealed class Queries
{
    private readonly Findings findings;
    private readonly Variables variables;
    private readonly Expressions expressions;
    private readonly Dictionary<string, Source> named = new(StringComparer.OrdinalIgnoreCase);

    public Queries(Findings findings, Variables variables, Expressions expressions)
    {
        (this.findings, this.variables, this.expressions) = (findings, variables, expressions);
        expressions.Query = (query, outer) => Of(query, outer);
    }

    /// <summary>The columns it gives, in order.</summary>
    public IReadOnlyList<(string Name, Value Value)> Of(QueryExpression query, Scope? outer)
    {
        if (query is not QuerySpecification plain)
        {
            findings.Add(query, $"a query that is not understood: {query.GetType().Name}");
            return [];
        }

        var scope = new Scope(outer);
        foreach (var reference in plain.FromClause?.TableReferences ?? []) Add(reference, scope);
        if (plain.TopRowFilter is { } top) expressions.Of(top.Expression, scope);
        if (plain.WhereClause?.SearchCondition is { } where) expressions.Check(where, scope);
        foreach (var group in plain.GroupByClause?.GroupingSpecifications.OfType<ExpressionGroupingSpecification>() ?? []) expressions.Of(group.Expression, scope);
        foreach (var order in plain.OrderByClause?.OrderByElements ?? []) expressions.Of(order.Expression, scope);
        var columns = plain.SelectElements.SelectMany(e => Columns(e, scope)).ToList();
        Hints.Check(findings, scope);
        return columns;
    }

    /// <summary>Names the statement gives to queries of its own, before it.</summary>
    public void With(WithCtesAndXmlNamespaces? clause)
    {
        foreach (var cte in clause?.CommonTableExpressions ?? [])
        {
            var columns = Of(cte.QueryExpression, null).ToDictionary(c => c.Name, c => c.Value);
            named[cte.ExpressionName.Value] = new(cte.ExpressionName.Value, columns, TableOf(cte.QueryExpression));
        }
    }

    public void Add(TableReference reference, Scope scope)
    {
        switch (reference)
        {
            case NamedTableReference table: scope.Sources.Add(Named(table)); break;
            case VariableTableReference variable: scope.Sources.Add(new(variable.Alias?.Value ?? variable.Variable.Name, variables.Table(variable.Variable))); break;
            case OpenJsonTableReference document:
                if (expressions.Of(document.Variable, scope).Type != "nvarchar(max)") findings.Add(document, "a document is nvarchar(max)");
                scope.Sources.Add(new(document.Alias.Value, document.SchemaDeclarationItems.ToDictionary(
                    i => i.ColumnDefinition.ColumnIdentifier.Value, i => TypeNames.Value(i.ColumnDefinition.DataType, Order.Database))));
                break;
            case QueryDerivedTable derived: scope.Sources.Add(new(derived.Alias.Value, Of(derived.QueryExpression, scope).ToDictionary(c => c.Name, c => c.Value))); break;
            case UnqualifiedJoin apply:
                Add(apply.FirstTableReference, scope);
                Add(apply.SecondTableReference, scope);
                break;
            case QualifiedJoin join:
                Add(join.FirstTableReference, scope);
                Add(join.SecondTableReference, scope);
                expressions.Check(join.SearchCondition, scope);
                break;
            default: findings.Add(reference, $"a source that is not understood: {reference.GetType().Name}"); break;
        }
    }

    public Source Named(NamedTableReference reference)
    {
        var name = reference.SchemaObject.BaseIdentifier.Value;
        var alias = reference.Alias?.Value ?? name;
        if (named.TryGetValue(name, out var query)) return query with { Alias = alias };
        if (Schema.Tables.TryGetValue(name, out var table)) return new(alias, ColumnsOf(table), table, reference);
        findings.Add(reference, $"there is no table {name}");
        return new(alias, new Dictionary<string, Value>());
    }

    /// <summary>Null where the name is neither a table nor a query: it may be an alias.</summary>
    public Source? Target(TableReference reference) => reference switch
    {
        NamedTableReference table when named.ContainsKey(table.SchemaObject.BaseIdentifier.Value) || Schema.Tables.ContainsKey(table.SchemaObject.BaseIdentifier.Value) => Named(table),
        VariableTableReference variable => new(variable.Variable.Name, variables.Table(variable.Variable)),
        _ => null,
    };

    private static Dictionary<string, Value> ColumnsOf(Table table) => table.Columns.ToDictionary(c => c.Name, c => c.Value);

    private static Table? TableOf(QueryExpression query)
        => query is QuerySpecification { FromClause.TableReferences: [NamedTableReference one] } ? Schema.Tables.GetValueOrDefault(one.SchemaObject.BaseIdentifier.Value) : null;

    private IEnumerable<(string Name, Value Value)> Columns(SelectElement element, Scope scope)
    {
        switch (element)
        {
            case SelectScalarExpression scalar:
                var name = scalar.ColumnName?.Value ?? (scalar.Expression as ColumnReferenceExpression)?.MultiPartIdentifier.Identifiers[^1].Value ?? "";
                return [(name, expressions.Of(scalar.Expression, scope))];
            case SelectStarExpression { Qualifier.Identifiers: [{ Value: var alias }] } when scope.Find(alias) is { } source:
                return source.Columns.Select(c => (c.Key, c.Value));
            case SelectSetVariable assignment:
                var (variable, value) = (variables.Scalar(assignment.Variable), expressions.Of(assignment.Expression, scope));
                if (!value.Fills(variable) && value.Type != Value.Number) findings.Add(assignment, $"{value.Type} does not fit into {variable.Type}");
                return [];
            default:
                findings.Add(element, $"a column that is not understood: {element.GetType().Name}");
                return [];
        }
    }
}
