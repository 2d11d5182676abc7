using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace QueueAgents.TransactSql.Binding;

/// <summary>Statements that change rows.</summary>
internal sealed class Writes(Findings findings, Variables variables, Expressions expressions, Queries queries)
{
    /// <summary>What it gives back to the caller.</summary>
    public IReadOnlyList<(string Name, Value Value)> Insert(InsertStatement statement)
    {
        queries.With(statement.WithCtesAndXmlNamespaces);
        var insert = statement.InsertSpecification;
        if (queries.Target(insert.Target) is not { } target)
        {
            findings.Add(insert.Target, "nothing to insert into");
            return [];
        }

        var columns = insert.Columns.Select(c => (At: c, Name: c.MultiPartIdentifier.Identifiers[^1].Value)).ToList();
        foreach (var missing in target.Table?.Columns.Where(c => c.Fillable && columns.All(x => x.Name != c.Name)) ?? [])
            findings.Add(insert.Target, $"{target.Table!.Name}.{missing.Name} takes no null and is not filled");

        IReadOnlyList<IReadOnlyList<Value>> rows = insert.InsertSource switch
        {
            SelectInsertSource select => [[.. queries.Of(select.Select, null).Select(c => c.Value)]],
            ValuesInsertSource values => [.. values.RowValues.Select(r => r.ColumnValues.Select(v => expressions.Of(v, new Scope())).ToList())],
            _ => [],
        };
        if (rows.Count == 0) findings.Add(insert, "an insert that is not understood");
        foreach (var row in rows)
        {
            if (row.Count != columns.Count) findings.Add(insert, $"{row.Count} values for {columns.Count} columns");
            foreach (var ((at, name), value) in columns.Zip(row)) Fill(at, target, name, value);
        }

        return Output(insert, target);
    }

    public void Update(UpdateStatement statement)
    {
        queries.With(statement.WithCtesAndXmlNamespaces);
        var update = statement.UpdateSpecification;
        if (Target(update) is not var (scope, target)) return;
        foreach (var clause in update.SetClauses)
        {
            if (clause is not AssignmentSetClause { Column: { } column, NewValue: { } value })
            {
                findings.Add(clause, "an assignment that is not understood");
                continue;
            }

            Fill(column, target, column.MultiPartIdentifier.Identifiers[^1].Value, expressions.Of(value, scope));
        }

        Output(update, target);
    }

    public void Delete(DeleteStatement statement)
    {
        queries.With(statement.WithCtesAndXmlNamespaces);
        var delete = statement.DeleteSpecification;
        if (Target(delete) is var (_, target)) Output(delete, target);
    }

    private (Scope Scope, Source Target)? Target(UpdateDeleteSpecificationBase change)
    {
        var scope = new Scope();
        foreach (var reference in change.FromClause?.TableReferences ?? []) queries.Add(reference, scope);
        var name = (change.Target as NamedTableReference)?.SchemaObject.BaseIdentifier.Value ?? "";
        var target = scope.Find(name) ?? queries.Target(change.Target);
        if (target is null)
        {
            findings.Add(change.Target, "nothing to change");
            return null;
        }

        if (!scope.Owns(target.Alias)) scope.Sources.Add(target);
        if (change.TopRowFilter is { } top) expressions.Of(top.Expression, scope);
        if (change.WhereClause?.SearchCondition is { } where) expressions.Check(where, scope);
        Hints.Check(findings, scope);
        return (scope, target);
    }

    private void Fill(TSqlFragment at, Source target, string name, Value value)
    {
        if (!target.Columns.TryGetValue(name, out var column))
        {
            findings.Add(at, $"{target.Table?.Name ?? target.Alias} has no {name}");
            return;
        }

        if (!value.Fills(column)) findings.Add(at, $"{name} is {column.Type} and gets {value.Type}");
        if (value.Type == Value.Null && target.Table?.Find(name) is { Nullable: false }) findings.Add(at, $"{name} takes no null");
    }

    private IReadOnlyList<(string Name, Value Value)> Output(DataModificationSpecification change, Source target)
    {
        var scope = new Scope();
        if (change is not DeleteSpecification) scope.Sources.Add(target with { Alias = "inserted" });
        if (change is not InsertSpecification) scope.Sources.Add(target with { Alias = "deleted" });
        if (change.OutputIntoClause is { } into)
        {
            var sink = new Source("into", into.IntoTable is VariableTableReference table ? variables.Table(table.Variable) : new Dictionary<string, Value>());
            var values = into.SelectColumns.OfType<SelectScalarExpression>().Select(c => expressions.Of(c.Expression, scope)).ToList();
            if (values.Count != into.IntoTableColumns.Count) findings.Add(into, $"{values.Count} values for {into.IntoTableColumns.Count} columns");
            foreach (var (column, value) in into.IntoTableColumns.Zip(values)) Fill(column, sink, column.MultiPartIdentifier.Identifiers[^1].Value, value);
        }

        return [.. (change.OutputClause?.SelectColumns ?? []).OfType<SelectScalarExpression>().Select(c => ("", expressions.Of(c.Expression, scope)))];
    }
}
