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

    /// <summary>By ix_run_tag_list: found and ordered by columns of one table, so that nothing is sorted.</summary>
    [Theory, InlineData("list 5, 1"), InlineData("list 10, 1")]
    public void Runs_with_a_tag_are_read_in_the_order_of_its_index(string name) => Assert.Matches(
        @"FROM \[run_tag\] AS \[(\w+)\][\s\S]*\[\1\]\.\[name\] = @[\s\S]*\[\1\]\.\[value\] = @[\s\S]*ORDER BY \[\1\]\.\[created_at\] DESC, \[\1\]\.\[run_id\] DESC",
        Reads.All[name].CommandText);

    [Fact]
    public void All_of_them_are_captured()
    {
        Assert.Equal(11, Reads.All.Keys.Count(n => n.StartsWith("list", StringComparison.Ordinal)));
        Assert.Equal(3, Reads.All.Keys.Count(n => n.StartsWith("state", StringComparison.Ordinal)));
        Assert.Equal(2, Reads.All.Keys.Count(n => n.StartsWith("attempts", StringComparison.Ordinal)));
        Assert.Equal(20 + 6 + 4, Reads.All.Count);
    }
}
