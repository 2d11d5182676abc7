using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Reach;
using QueueAgents.Http.Views;

namespace QueueAgents.Cli.Runs;

/// <summary>Runs as people name them: by an id, or by as much of its beginning as is unique.</summary>
internal static class RunIds
{
    private const int LeastDigits = 4;

    public static Argument<string> Argument() => new("RUN") { Description = "A run's id, or its first characters", HelpName = "RUN" };

    /// <exception cref="RefusedException">There is none, or more than one.</exception>
    public static async Task<RunView> FindAsync(IFleet fleet, string text, CancellationToken ct)
    {
        var id = Guid.TryParse(text, out var whole) ? whole : await ResolveAsync(fleet, text, ct);
        return await fleet.FindAsync(id, ct) ?? throw RefusedException.NotFound($"There is no run {id}.");
    }

    private static async Task<Guid> ResolveAsync(IFleet fleet, string text, CancellationToken ct)
    {
        if (text.Length < LeastDigits || !text.All(c => char.IsAsciiHexDigit(c) || c == '-'))
            throw RefusedException.Usage($"'{text}' is no run's id: give all of it, or its first {LeastDigits} characters or more.");

        var found = await fleet.BeginningWithAsync(text, ct);
        return found switch
        {
            [var only] => only,
            [] => throw RefusedException.NotFound($"There is no run whose id begins with '{text}'."),
            [var one, var another, ..] => throw RefusedException.Usage(
                $"{(found.Count < IFleet.Few ? found.Count : "Many")} runs' ids begin with '{text}', such as {one} and {another}: give more of it."),
        };
    }
}
