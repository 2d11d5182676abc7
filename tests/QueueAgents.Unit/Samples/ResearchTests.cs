using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Samples.Research;
using QueueAgents.Testing;
using Xunit;

namespace QueueAgents.Unit.Samples;

public sealed class ResearchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("queueagents-library-").FullName;
    private readonly FleetTest _test;

    public ResearchTests()
    {
        Write("plan.md", "# The plan\n\nWe sail in June.\nThe harbour opens at six.\n");
        Write("log/day-1.txt", string.Join('\n', Enumerable.Range(1, 450).Select(line => line == 420 ? "Back in the harbour." : $"mile {line}")));
        Write("cook.md", "Soup.\n");
        Write(".hidden/secret.md", "harbour\n");
        File.WriteAllText($"{_folder}-outside.md", "harbour\n");
        File.CreateSymbolicLink(Path.Combine(_folder, "link.md"), $"{_folder}-outside.md");
        _test = FleetTest.With(worker => worker.AddResearch(), services => services.AddSingleton(new Library(_folder)));
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        File.Delete($"{_folder}-outside.md");
    }

    [Fact]
    public Task It_asks_reads_each_file_by_a_run_of_its_own_and_reports_with_quotes() => _test.Run(async fleet =>
    {
        var run = await fleet.Start(ResearchAgent.Name, new ResearchInput("harbour"));
        var asked = await fleet.Asks(run);
        Assert.Equal("Who will read the report on harbour?", asked.Text);
        await fleet.Answer(asked, "sailors");

        var report = await fleet.Result<ResearchReport>(run);
        Assert.Equal(("harbour", "sailors"), (report.Topic, report.Audience));
        Assert.Equal(["log/day-1.txt", "plan.md"], report.Findings.Select(finding => finding.File));
        Assert.Equal([new Quote(420, "Back in the harbour."), new Quote(4, "The harbour opens at six.")], report.Findings.Select(finding => Assert.Single(finding.Quotes)));
        Assert.Empty(report.Unread);
    });

    [Fact]
    public Task A_day_later_it_is_for_everybody_and_a_topic_nobody_writes_of_is_an_empty_report() => _test.Run(async fleet =>
    {
        var report = await fleet.Run<ResearchReport>(ResearchAgent.Name, new ResearchInput("whales"));
        Assert.Equal("everybody", report.Audience);
        Assert.Empty(report.Findings);
        Assert.InRange(fleet.Time.Ahead, TimeSpan.FromHours(23), TimeSpan.FromHours(25));
    });

    [Fact]
    public Task A_folder_outside_the_library_is_none() => _test.Run(async fleet =>
    {
        var end = await fleet.End(ResearchAgent.Name, new ResearchInput("harbour", ".."));
        Assert.Equal("'..' is not in the library.", end.Error?.Message);
    });

    [Theory]
    [InlineData("../passwd.txt")]
    [InlineData("/etc/hostname.txt")]
    [InlineData("link.md")]
    [InlineData("nothing.md")]
    [InlineData("log")]
    public void What_is_no_text_of_the_library_is_not_read(string file) => Assert.Throws<FileNotFoundException>(() => new Library(_folder).Lines(file));

    [Fact]
    public async Task Killed_at_every_point_it_comes_to_the_same_report()
    {
        await _test.KillAtEveryPoint(async fleet =>
        {
            var run = await fleet.Start(ResearchAgent.Name, new ResearchInput("sail"));
            await fleet.Answer(await fleet.Asks(run), "sailors");
            var report = await fleet.Result<ResearchReport>(run);
            Assert.Equal(new Quote(3, "We sail in June."), Assert.Single(Assert.Single(report.Findings).Quotes));
        });
    }

    private void Write(string file, string text)
    {
        var place = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.WriteAllText(place, text);
    }
}
