using System.Xml.Linq;
using Xunit;

namespace QueueAgents.Unit.Architecture;

public sealed class ProjectTests
{
    /// <summary>Every arrow between our projects. One that is missing here is a decision to be made, not a test to be mended.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Contracts"] = [],
        ["Agents"] = ["Contracts"],
        ["Models"] = ["Agents"],
        ["Testing"] = ["Embedded"],
        ["Transport"] = ["Contracts"],
        ["Worker"] = ["Agents", "Transport"],
        ["Orchestration"] = ["Contracts", "Transport"],
        ["Persistence"] = ["Orchestration"],
        ["Persistence.PostgreSql"] = ["Persistence"],
        ["Persistence.Sqlite"] = ["Persistence"],
        ["Persistence.SqlServer"] = ["Persistence"],
        ["Http"] = ["Orchestration", "Persistence"],
        ["Server"] = ["Http", "Orchestration", "Persistence.PostgreSql", "Persistence.Sqlite", "Persistence.SqlServer"],
        ["Embedded"] = ["Orchestration", "Persistence.Sqlite", "Worker"],
        ["Samples"] = ["Agents", "Models", "Worker"],
        ["Samples.Worker"] = ["Samples", "Worker"],
        ["Cli"] = ["Embedded", "Http", "Persistence.PostgreSql", "Persistence.SqlServer", "Samples"],
    };

    [Fact]
    public void Arrows_between_projects_point_the_way_the_architecture_says()
    {
        foreach (var project in Projects())
        {
            var name = NameOf(project);
            Assert.True(Arrows.ContainsKey(name), $"{name} is not in the list of projects.");
            var references = References(project, "ProjectReference").Select(NameOf);
            Assert.All(references, reference => Assert.Contains(reference, Arrows[name]));
        }
    }

    [Fact]
    public void A_publishing_service_gets_no_package_with_our_contracts()
    {
        Assert.Empty(References(Path.Combine(Repository.Root, "src/QueueAgents.Contracts/QueueAgents.Contracts.csproj"), "PackageReference"));
    }

    [Fact]
    public void A_service_that_publishes_tasks_needs_the_contracts_and_its_bus_client()
    {
        var file = Path.Combine(Repository.Root, "tests/QueueAgents.Publisher/QueueAgents.Publisher.csproj");
        Assert.Equal(["Contracts"], References(file, "ProjectReference").Select(NameOf));
        Assert.Equal(["MassTransit.RabbitMQ"], References(file, "PackageReference"));
    }

    [Theory]
    [InlineData("Contracts")]
    [InlineData("Agents")]
    [InlineData("Models")]
    [InlineData("Transport")]
    [InlineData("Worker")]
    [InlineData("Samples")]
    [InlineData("Samples.Worker")]
    public void A_worker_knows_no_database(string name)
    {
        var file = Path.Combine(Repository.Root, $"src/QueueAgents.{name}/QueueAgents.{name}.csproj");
        string[] databases = ["EntityFrameworkCore", "Npgsql", "Sqlite", "SqlClient"];
        Assert.DoesNotContain(References(file, "PackageReference"), package => databases.Any(d => package.Contains(d, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_authors_kit_depends_on_no_test_framework()
        => Assert.Empty(References(Path.Combine(Repository.Root, "src/QueueAgents.Testing/QueueAgents.Testing.csproj"), "PackageReference"));

    [Theory]
    [InlineData("Agents")]
    [InlineData("Models")]
    public void Models_and_tools_know_no_bus(string name)
    {
        var packages = References(Path.Combine(Repository.Root, $"src/QueueAgents.{name}/QueueAgents.{name}.csproj"), "PackageReference");
        Assert.DoesNotContain(packages, package => package.StartsWith("MassTransit", StringComparison.Ordinal) || package.StartsWith("RabbitMQ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_bus_stays_on_the_freely_licensed_major_version()
    {
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Where(p => p.Attribute("Include")!.Value.StartsWith("MassTransit", StringComparison.Ordinal));
        Assert.All(versions, v => Assert.StartsWith("8.", v.Attribute("Version")!.Value, StringComparison.Ordinal));
    }

    private static string[] Projects() => Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))["QueueAgents.".Length..];

    private static IEnumerable<string> References(string project, string kind)
        => XDocument.Load(project).Descendants(kind).Select(e => e.Attribute("Include")!.Value);
}
