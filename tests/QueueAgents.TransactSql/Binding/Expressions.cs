using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace QueueAgents.TransactSql.Binding;

/// <summary>Finds the type of every expression, and what is wrong in it. What it does not understand is a finding too.</summary>
internal sealed class Expressions(Findings findings, Variables variables)
{
    /// <summary>How subqueries are read; set by <see cref="Queries"/>, which needs this.</summary>
    public Func<QueryExpression, Scope, IReadOnlyList<(string Name, Value Value)>> Query { get; set; } = (_, _) => [];

    public Value Of(ScalarExpression expression, Scope scope)
    {
        var value = Plain(expression, scope);
        return expression is PrimaryExpression { Collation: not null } ? value with { Order = Order.Column } : value;
    }

    private Value Plain(ScalarExpression expression, Scope scope)
    {
        switch (expression)
        {
            case ColumnReferenceExpression column: return Column(column, scope);
            case VariableReference variable: return variables.Scalar(variable);
            case IntegerLiteral: return new(Value.Number, Made: true);
            case StringLiteral: return new("nvarchar(max)", Order.None, Made: true);
            case NullLiteral: return Value.Nothing;
            case GlobalVariableExpression { Name: var name } when name.Equals("@@rowcount", StringComparison.OrdinalIgnoreCase): return new("int", Made: true);
            case ParenthesisExpression inner: return Of(inner.Expression, scope);
            case BinaryExpression both: return Wider(both, [Of(both.FirstExpression, scope), Of(both.SecondExpression, scope)]) with { Made = true };
            case CastCall cast:
                Of(cast.Parameter, scope);
                return TypeNames.Value(cast.DataType, Order.Column) with { Made = true };
            case ConvertCall convert:
                Of(convert.Parameter, scope);
                return TypeNames.Value(convert.DataType, Order.Column) with { Made = true };
            case CoalesceExpression coalesce: return Wider(coalesce, [.. coalesce.Expressions.Select(e => Of(e, scope))]);
            case SearchedCaseExpression choice:
                foreach (var when in choice.WhenClauses) Check(when.WhenExpression, scope);
                return Wider(choice, [.. choice.WhenClauses.Select(w => Of(w.ThenExpression, scope)), .. Else(choice.ElseExpression, scope)]);
            case ScalarSubquery subquery: return Query(subquery.QueryExpression, scope) is [var only] ? only.Value : findings.Add(subquery, "a subquery for one value has not one column");
            case FunctionCall call: return Function(call, scope);
            default: return findings.Add(expression, $"an expression that is not understood: {expression.GetType().Name}");
        }
    }

    public void Check(BooleanExpression condition, Scope scope)
    {
        switch (condition)
        {
            case BooleanComparisonExpression comparison:
                Compare(comparison, Of(comparison.FirstExpression, scope), Of(comparison.SecondExpression, scope));
                if (comparison.ComparisonType == BooleanComparisonType.Equals)
                {
                    Equate(comparison.FirstExpression, scope);
                    Equate(comparison.SecondExpression, scope);
                }

                break;
            case BooleanBinaryExpression both:
                Check(both.FirstExpression, scope);
                Check(both.SecondExpression, scope);
                break;
            case BooleanNotExpression not: Check(not.Expression, scope); break;
            case BooleanParenthesisExpression inner: Check(inner.Expression, scope); break;
            case BooleanIsNullExpression isNull: Of(isNull.Expression, scope); break;
            case LikePredicate like:
                // Its pattern is a text of our own, whatever it is compared with was made one.
                if (Of(like.FirstExpression, scope) is { Made: false }) findings.Add(like, "a column is compared with LIKE: its texts carry marks");
                Of(like.SecondExpression, scope);
                break;
            case ExistsPredicate exists: Query(exists.Subquery.QueryExpression, scope); break;
            case InPredicate among:
                var value = Of(among.Expression, scope);
                foreach (var one in among.Values) Compare(among, value, Of(one, scope));
                if (among.Subquery is { } subquery)
                    foreach (var (_, one) in Query(subquery.QueryExpression, scope)) Compare(among, value, one);
                break;
            default: findings.Add(condition, $"a condition that is not understood: {condition.GetType().Name}"); break;
        }
    }

    private IEnumerable<Value> Else(ScalarExpression? expression, Scope scope) => expression is null ? [Value.Nothing] : [Of(expression, scope)];

    private Value Column(ColumnReferenceExpression column, Scope scope)
    {
        var names = column.MultiPartIdentifier.Identifiers.Select(i => i.Value).ToList();
        if (names is [var alias, var name])
        {
            if (scope.Find(alias) is not { } source) return findings.Add(column, $"there is no {alias}");
            return source.Columns.TryGetValue(name, out var value) ? value : findings.Add(column, $"{alias} has no {name}");
        }

        var found = names is [var bare] ? scope.FindColumn(bare) : [];
        return found is [var one] ? one.Value : findings.Add(column, $"{found.Count} columns are called {string.Join('.', names)}");
    }

    private void Equate(ScalarExpression expression, Scope scope)
    {
        if (expression is ColumnReferenceExpression { MultiPartIdentifier.Identifiers: [{ Value: var alias }, { Value: var name }] } && scope.Owns(alias)) scope.Equated.Add((alias, name));
    }

    private void Compare(TSqlFragment at, Value a, Value b)
    {
        if (!a.Meets(b)) findings.Add(at, $"{a.Type} is compared with {b.Type}");
        if ((a.Order, b.Order) is (Order.Column, Order.Database) or (Order.Database, Order.Column)) findings.Add(at, "a text of a document is compared with a column and no collation is said");
    }

    private Value Wider(TSqlFragment at, IReadOnlyList<Value> values)
    {
        var known = values.Where(v => v.Type is not (Value.Null or Value.Number)).ToList();
        if (known.Count == 0) return values.FirstOrDefault(v => v.Type == Value.Number) ?? Value.Nothing;
        var types = known.Select(v => v.Type).Distinct().ToList();
        if (types.Count == 1) return known[0];
        return known.All(v => v.IsInteger) ? new(types.Contains("bigint") ? "bigint" : "int", Made: true) : findings.Add(at, $"{string.Join(" and ", types)} in one expression");
    }

    private Value Function(FunctionCall call, Scope scope)
    {
        var name = call.FunctionName.Value.ToLowerInvariant();
        var parameters = name switch
        {
            "count" when call.Parameters is [ColumnReferenceExpression { ColumnType: ColumnType.Wildcard }] => [],
            "dateadd" => call.Parameters.Skip(1), // the first is a word, not a column
            _ => call.Parameters,
        };
        var values = parameters.Select(p => Of(p, scope)).ToList();
        foreach (var element in call.OverClause?.OrderByClause?.OrderByElements ?? []) Of(element.Expression, scope);
        foreach (var part in call.OverClause?.Partitions ?? []) Of(part, scope);
        return name switch
        {
            "count" => new("int", Made: true),
            "row_number" or "datalength" => new("bigint", Made: true),
            "sum" => new(values[0].Type == "bigint" ? "bigint" : "int", Made: true),
            "min" or "max" => values[0],
            "power" => new("int", Made: true),
            "dateadd" => values[1] with { Made = true },
            "sysdatetimeoffset" => new("datetimeoffset(7)", Made: true),
            _ => findings.Add(call, $"a function that is not understood: {name}"),
        };
    }
}
