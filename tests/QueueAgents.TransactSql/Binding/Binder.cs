using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace QueueAgents.TransactSql.Binding;

/// <summary>
/// Reads a command as SQL Server would before it runs it: every table, column, alias and variable is looked up, and types are compared where
/// they meet. A kind of statement it does not know is a finding, so that nothing passes unread.
/// </summary>
internal sealed class Binder
{
    private readonly Findings findings = new();
    private readonly Variables variables;
    private readonly Expressions expressions;
    private readonly Queries queries;
    private readonly Writes writes;

    private Binder(IReadOnlyDictionary<string, string> parameters)
    {
        variables = new(findings, parameters);
        expressions = new(findings, variables);
        queries = new(findings, variables, expressions);
        writes = new(findings, variables, expressions, queries);
    }

    /// <summary>The columns of each result of the command, in order.</summary>
    public List<IReadOnlyList<(string Name, Value Value)>> Results { get; } = [];

    public IReadOnlyList<string> Findings => findings.All;

    /// <param name="parameters">Types by name.</param>
    public static Binder Bind(string sql, IReadOnlyDictionary<string, string> parameters)
    {
        var binder = new Binder(parameters);
        var script = Parsing.Tree(sql);
        foreach (var statement in script.Batches.SelectMany(b => b.Statements)) binder.Statement(statement);
        foreach (var name in binder.variables.Unused) binder.findings.Add(script, $"{name} is bound and not used");
        return binder;
    }

    private void Statement(TSqlStatement statement)
    {
        switch (statement)
        {
            case PredicateSetStatement or SetTransactionIsolationLevelStatement or BeginTransactionStatement or CommitTransactionStatement: break;
            case DeclareVariableStatement declare:
                foreach (var one in declare.Declarations)
                {
                    if (one.Value is { } value) expressions.Of(value, new Scope());
                    variables.Declare(one.VariableName.Value, TypeNames.Value(one.DataType, Order.None));
                }

                break;
            case DeclareTableVariableStatement table: variables.DeclareTable(table.Body); break;
            case SelectStatement select:
                queries.With(select.WithCtesAndXmlNamespaces);
                var columns = queries.Of(select.QueryExpression, null);
                if (columns.Count > 0) Results.Add(columns);
                break;
            case InsertStatement insert: if (writes.Insert(insert) is { Count: > 0 } inserted) Results.Add(inserted); break;
            case UpdateStatement update: writes.Update(update); break;
            case DeleteStatement delete: writes.Delete(delete); break;
            case BeginEndBlockStatement block:
                foreach (var inner in block.StatementList.Statements) Statement(inner);
                break;
            case WhileStatement loop:
                expressions.Check(loop.Predicate, new Scope());
                Statement(loop.Statement);
                break;
            case SetVariableStatement { Variable: { } variable, Expression: { } assigned }:
                var (to, from) = (variables.Scalar(variable), expressions.Of(assigned, new Scope()));
                if (!from.Fills(to)) findings.Add(statement, $"{from.Type} does not fit into {to.Type}");
                break;
            case IfStatement choice:
                expressions.Check(choice.Predicate, new Scope());
                Statement(choice.ThenStatement);
                if (choice.ElseStatement is { } otherwise) Statement(otherwise);
                break;
            default: findings.Add(statement, $"a statement that is not understood: {statement.GetType().Name}"); break;
        }
    }
}
