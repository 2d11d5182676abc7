using QueueAgents.TransactSql.Binding;
using QueueAgents.TransactSql.Statements;
using Xunit;

namespace QueueAgents.TransactSql;

/// <summary>What Entity Framework makes of our LINQ for SQL Server.</summary>
public sealed class ReadTests
{
    public static TheoryData<string> Names => [.. Reads.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Every_read_parses_on_2019_2022_and_2025(string name) => Assert.Empty(Parsing.Errors(Reads.All[name].CommandText));

    [Theory, MemberData(nameof(Names))]
    public void Every_name_and_type_in_it_is_one_of_the_model(string name)
    {
        var command = Reads.All[name];
        Assert.Empty(Binder.Bind(command.CommandText, Reads.TypesOf(command)).Findings);
    }

    [Fact]
    public void All_of_them_are_captured()
    {
        Assert.Equal(11, Reads.All.Keys.Count(n => n.StartsWith("list", StringComparison.Ordinal)));
        Assert.Equal(3, Reads.All.Keys.Count(n => n.StartsWith("state", StringComparison.Ordinal)));
        Assert.Equal(2, Reads.All.Keys.Count(n => n.StartsWith("attempts", StringComparison.Ordinal)));
        Assert.Equal(20 + 6 + 4, Reads.All.Count);
    }
}
