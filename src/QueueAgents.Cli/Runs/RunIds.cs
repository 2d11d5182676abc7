using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Cli.Runs;

/// <summary>Runs as people name them: by an id, or by as much of its beginning as is unique.</summary>
internal static class RunIds
{
    private const int LeastDigits = 4;
    private const int Page = 500;

    public static Argument<string> Argument() => new("RUN") { Description = "A run's id, or its first characters", HelpName = "RUN" };

    /// <exception cref="RefusedException">There is none, or more than one.</exception>
    public static async Task<RunFacts> FindAsync(IRunReader runs, string text, CancellationToken ct)
    {
        var id = Guid.TryParse(text, out var whole) ? whole : await ResolveAsync(runs, text, ct);
        return await runs.FindAsync(id, ct) ?? throw RefusedException.NotFound($"There is no run {id}.");
    }

    private static async Task<Guid> ResolveAsync(IRunReader runs, string text, CancellationToken ct)
    {
        if (text.Length < LeastDigits || !text.All(c => char.IsAsciiHexDigit(c) || c == '-'))
            throw RefusedException.Usage($"'{text}' is no run's id: give all of it, or its first {LeastDigits} characters or more.");

        List<Guid> found = [];
        var filter = new RunFilter { Limit = Page };
        while (true)
        {
            var page = await runs.ListAsync(filter, ct);
            found.AddRange(page.Runs.Select(row => row.Run.RunId).Where(id => id.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase)));
            if (page.Next is null) break;
            filter = filter with { After = page.Next };
        }

        return found switch
        {
            [var only] => only,
            [] => throw RefusedException.NotFound($"There is no run whose id begins with '{text}'."),
            [var one, var another, ..] => throw RefusedException.Usage(
                $"{found.Count} runs' ids begin with '{text}', such as {one} and {another}: give more of it."),
        };
    }
}
