using QueueAgents.Checks;
using QueueAgents.TransactSql.Binding;
using Xunit;

namespace QueueAgents.TransactSql;

/// <summary>Checks of what must hold in a fleet's tables, those that are written for every database. What they find is tested on PostgreSQL, with the same text.</summary>
public sealed class InvariantTests
{
    public static TheoryData<string> Names => [.. Check.All.Where(check => check.Everywhere).Select(check => check.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Every_check_parses_on_2019_2022_and_2025(string name) => Assert.Empty(Parsing.Errors(Check.All.Single(check => check.Name == name).Sql));
}
