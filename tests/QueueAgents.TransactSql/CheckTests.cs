using System.Data;
using QueueAgents.Persistence.SqlServer.Checks;
using QueueAgents.TransactSql.Binding;
using Xunit;

namespace QueueAgents.TransactSql;

/// <summary>What is looked at in a database, and what is said of it.</summary>
public sealed class CheckTests
{
    public static TheoryData<string> Names => [.. SqlServerChecks.All.Select(c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Every_question_parses_on_2019_2022_and_2025(string name) => Assert.Empty(Parsing.Errors(SqlServerChecks.All.Single(c => c.Name == name).Sql));

    [Theory]
    [InlineData("15.0.4430.1", 2, "Well")]
    [InlineData("14.0.3490.10", 2, "Warning")]
    [InlineData("12.0.2000.8", 5, "Well")] // Azure SQL Database
    public void Versions(string version, int edition, string health) => Expect(new VersionCheck(), health, version, edition);

    [Theory]
    [InlineData(120, "Wrong")]
    [InlineData(140, "Warning")]
    [InlineData(150, "Well")]
    [InlineData(170, "Well")]
    public void Compatibility_levels(int level, string health) => Expect(new CompatibilityCheck(), health, level);

    [Theory]
    [InlineData(true, "Well")]
    [InlineData(false, "Warning")]
    public void Row_versions(bool on, string health) => Expect(new RowVersionsCheck(), health, on);

    [Theory]
    [InlineData("DISABLED", "Well")]
    [InlineData("ALLOWED", "Well")]
    [InlineData("FORCED", "Wrong")]
    public void Durability(string setting, string health) => Expect(new DurabilityCheck(), health, setting);

    [Theory]
    [InlineData("SIMPLE", "NOTHING", "Warning")]
    [InlineData("FULL", "LOG_BACKUP", "Warning")]
    [InlineData("FULL", "NOTHING", "Well")]
    public void Recovery_models(string model, string waitsFor, string health) => Expect(new RecoveryModelCheck(), health, model, waitsFor);

    [Theory]
    [InlineData(false, false, true, false, "Well")]
    [InlineData(true, false, true, false, "Warning")]
    [InlineData(false, false, false, false, "Warning")]
    [InlineData(false, false, true, true, "Warning")]
    public void Options(bool close, bool shrink, bool statistics, bool forced, string health) => Expect(new UpkeepCheck(), health, close, shrink, statistics, forced);

    [Theory]
    [InlineData(0, "Well")]
    [InlineData(3, "Wrong")]
    public void Collations(int others, string health) => Expect(new CollationCheck(), health, "SQL_Latin1_General_CP1_CI_AS", others);

    [Theory]
    [InlineData(1, 0, 0, "Well")]
    [InlineData(0, 0, 0, "Wrong")]
    [InlineData(1, 1, 0, "Warning")]
    [InlineData(1, 0, 1, "Warning")]
    public void Rights(int may, int owner, int administrator, string health)
        => Expect(new ServerRightsCheck(), health, "run", may, owner, administrator, "UPDATE");

    [Fact]
    public void The_rights_that_are_asked_for_are_those_the_script_gives()
        => Assert.Equal(RightsTests.Granted().Order(), ServerRightsCheck.Needed.SelectMany(n => n.Rights.Split(", ").Select(right => (n.Table, right))).Order());

    [Fact]
    public void Every_table_of_the_fleet_is_looked_at()
        => Assert.All(Schema.Tables.Keys, table => Assert.Contains($"N'{table}'", new CollationCheck().Sql, StringComparison.Ordinal));

    /// <summary>Whoever is not well is told what to do.</summary>
    private static void Expect(ISqlServerCheck check, string health, params object[] row)
    {
        var table = new DataTable();
        foreach (var (place, value) in row.Index()) table.Columns.Add($"c{place}", value.GetType());
        table.Rows.Add(row);
        using var reader = table.CreateDataReader();
        var diagnosis = check.Judge(reader);
        Assert.Equal(health, diagnosis.Health.ToString());
        Assert.Equal(diagnosis.Health == Health.Well, diagnosis.Do is null);
    }
}
