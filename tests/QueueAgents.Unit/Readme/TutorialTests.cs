using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Testing;
using Xunit;

namespace QueueAgents.Unit.Readme;

/// <summary>What "Write an agent" tells a newcomer does what it says.</summary>
public sealed class TutorialTests : IDisposable
{
    private readonly DirectoryInfo _loans = Directory.CreateTempSubdirectory("queueagents-loans-");

    public void Dispose() => _loans.Delete(recursive: true);

    [Fact]
    public async Task The_agent_of_the_tutorial_lends_one_book_wherever_it_is_killed()
    {
        var loans = _loans;
        var test = FleetTest.With(Librarian.Serve, services => services.AddSingleton(loans));
        await test.KillAtEveryPoint(async fleet =>
        {
            foreach (var file in loans.GetFiles()) file.Delete();
            var loan = await fleet.Run<Loan>("librarian", "Something on the sea for Ada, please.");
            Assert.Equal(new Loan("The Sea-Wolf", "Ada"), loan);
            Assert.Single(loans.GetFiles());
        });
    }
}
