using QueueAgents.Agents;

namespace QueueAgents.Samples.Research;

/// <summary>
/// Asks who will read the report, hands each file of a local folder to a <see cref="ReaderAgent"/>, four at a time, and puts together what
/// they found. One file that cannot be read does not spoil the others.
/// </summary>
public sealed class ResearchAgent(Library library) : StepAgent<ResearchInput, ResearchState, ResearchReport>
{
    /// <summary>What its samples call it.</summary>
    public const string Name = "research";

    private const int MostFiles = 24;

    /// <inheritdoc/>
    public override ResearchState Start(ResearchInput input) => new(input.Topic, input.Folder, "everybody", []);

    /// <summary>Asks; after a day without an answer it is for everybody.</summary>
    public Next Begin(StepContext<ResearchState> step) => string.IsNullOrWhiteSpace(step.State.Topic)
        ? Next.Fail("There is no topic.")
        : Next.Ask($"Who will read the report on {step.State.Topic}?", then: nameof(Plan), timeout: TimeSpan.FromDays(1));

    /// <summary>Finds the files and starts a child run for each.</summary>
    public Next Plan(StepContext<ResearchState> step)
    {
        var (topic, folder, audience, _) = step.State;
        if (!step.TimedOut) audience = step.Answer<string>();
        try
        {
            step.State = step.State with { Audience = audience, Files = library.Find(folder, topic.Split(' ', StringSplitOptions.RemoveEmptyEntries), MostFiles) };
        }
        catch (FileNotFoundException e)
        {
            return Next.Fail(e.Message);
        }

        var orders = step.State.Files.Select(file => new ReadingOrder(topic, file, audience).Text);
        return step.State.Files.Count == 0
            ? Next.Complete(new ResearchReport(topic, audience, [], []))
            : Next.Children(ReaderAgent.Name, orders, join: nameof(Write), maxParallel: 4, tolerateFailures: true);
    }

    /// <summary>Gathers what the readers found.</summary>
    public Next Write(StepContext<ResearchState> step)
    {
        var (topic, _, audience, files) = step.State;
        var readings = files.Zip(step.Children<Reading>()).ToList();
        return Next.Complete(new ResearchReport(
            topic,
            audience,
            [.. readings.Where(reading => reading.Second.Ok).Select(reading => reading.Second.Value! with { File = reading.First }).Where(reading => reading.Quotes.Count > 0)],
            [.. readings.Where(reading => !reading.Second.Ok).Select(reading => new UnreadFile(reading.First, reading.Second.Error!))]));
    }
}
