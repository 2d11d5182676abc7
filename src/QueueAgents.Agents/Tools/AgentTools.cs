namespace QueueAgents.Agents;

/// <summary>Where an agent's tools come from and which of them it may call.</summary>
/// <param name="sources">In the order they are shown in.</param>
/// <param name="allow">The names it may call; null = all.</param>
internal sealed class AgentTools(IReadOnlyList<ToolSource> sources, IReadOnlyList<string>? allow = null)
{
    private Resolved? _last;

    /// <inheritdoc cref="ToolSource.TimeoutOf"/>
    public TimeSpan? TimeoutOf(string tool) => sources.Select(source => source.TimeoutOf(tool)).FirstOrDefault(time => time is not null);

    /// <summary>The same set as before where no source has changed.</summary>
    /// <exception cref="StepFailedException">A source has none to give now; retryable.</exception>
    /// <exception cref="ParkedException">Names clash, or the allow-list names what no source has.</exception>
    public async ValueTask<ToolSet> Resolve(IServiceProvider services, CancellationToken cancellationToken)
    {
        var lists = new IReadOnlyList<Tool>[sources.Count];
        for (var i = 0; i < lists.Length; i++) lists[i] = await sources[i].Load(services, cancellationToken);
        if (_last is { } last && last.From.SequenceEqual(lists, ReferenceEqualityComparer.Instance)) return last.Set;

        var set = Merge(lists);
        _last = new(lists, set);
        return set;
    }

    private ToolSet Merge(IReadOnlyList<Tool>[] lists)
    {
        var all = lists.SelectMany(list => list).ToArray();
        if (all.GroupBy(tool => tool.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            var from = sources.Where((_, index) => lists[index].Any(tool => tool.Name == twice.Key)).Select(source => source.Name);
            throw new ParkedException(ParkedException.BadAgent, $"Tool '{twice.Key}' comes from {string.Join(" and ", from)}; give one of them another name or prefix.");
        }

        if (allow is null) return new(all, []);
        var missing = allow.Except(all.Select(tool => tool.Name), StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            throw new ParkedException(ParkedException.BadAgent, $"The allow-list names {string.Join(", ", missing)}, which no source has. They have {string.Join(", ", all.Select(tool => tool.Name))}.");
        }

        var allowed = all.ToLookup(tool => allow.Contains(tool.Name, StringComparer.Ordinal));
        return new([.. allowed[true]], allowed[false].Select(tool => tool.Name));
    }

    private sealed record Resolved(IReadOnlyList<Tool>[] From, ToolSet Set);
}
