using QueueAgents.TransactSql.Binding;
using QueueAgents.TransactSql.Statements;
using Xunit;

namespace QueueAgents.TransactSql;

/// <summary>The store's own statements, as they would be sent.</summary>
public sealed class StatementTests
{
    public static TheoryData<string> Names => [.. Sent.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Every_statement_parses_on_2019_2022_and_2025(string name) => Assert.Empty(Parsing.Errors(Sent.All[name].CommandText));

    [Theory, MemberData(nameof(Names))]
    public void Every_name_and_type_in_it_is_one_of_the_model(string name)
    {
        var command = Sent.All[name];
        Assert.Empty(Binder.Bind(command.CommandText, Sent.TypesOf(command)).Findings);
    }
}
