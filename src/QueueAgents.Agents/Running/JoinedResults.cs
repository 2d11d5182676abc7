using System.Runtime.CompilerServices;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>
/// The results a join may see. The first pages are read before the step runs, so that a synchronous step can read them;
/// what goes beyond <see cref="PreloadLimit"/> is paged while it runs.
/// </summary>
internal sealed class JoinedResults(ExecuteStep order, IStepDoor door)
{
    public const int PreloadLimit = 8 * 1024 * 1024;

    private readonly List<StepResult> _loaded = [];
    private int? _next = order.JoinCount > 0 ? order.JoinFirst : null;

    public async ValueTask Preload(CancellationToken cancellationToken)
    {
        for (var size = 0; _next is { } from && size < PreloadLimit;)
        {
            var page = await door.ReadResults(from, cancellationToken);
            _loaded.AddRange(page.Results);
            size += page.Results.Sum(result => result.Value.Text?.Length ?? 0);
            _next = _loaded.Count < order.JoinCount ? page.NextSeq : null;
        }
    }

    /// <summary>As they are kept, in order.</summary>
    public IReadOnlyList<StepResult> All => _next is null ? _loaded : throw TooMany();

    public List<Outcome<T>> Read<T>() => _next is null
        ? _loaded.ConvertAll(Convert<T>)
        : throw TooMany();

    public async IAsyncEnumerable<Outcome<T>> ReadAll<T>([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var result in _loaded) yield return Convert<T>(result);

        for (var next = _next; next is { } from;)
        {
            var page = await door.ReadResults(from, cancellationToken);
            foreach (var result in page.Results) yield return Convert<T>(result);
            next = page.NextSeq;
        }
    }

    private static StepFailedException TooMany() => new("The results are too many to be read at once: use ResultsAsync or ChildrenAsync.") { Kind = "too-large" };

    private Outcome<T> Convert<T>(StepResult result)
        => new(result.Ok, result.Ok ? StepSession.Read<T>(result.Value, $"result {result.Seq}", order.Step) : default, result.Error);
}
