using System.Text.Json;
using System.Text.Json.Nodes;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>An agent's migrations as one chain, so that state written by any release it reads becomes today's (R6).</summary>
internal sealed class StateUpcaster
{
    private readonly IStateMigration[] _chain;

    private StateUpcaster(int version, IStateMigration[] chain) => (Version, _chain) = (version, chain);

    /// <summary>What it makes of every state.</summary>
    public int Version { get; }

    /// <summary>The oldest version it reads.</summary>
    public int ReadsFrom => Version - _chain.Length;

    public static StateUpcaster Of(int version, IEnumerable<IStateMigration> migrations, string where, List<string> problems)
    {
        IStateMigration[] chain = [.. migrations.OrderBy(migration => migration.From)];
        foreach (var twice in chain.GroupBy(migration => migration.From).Where(group => group.Count() > 1))
        {
            problems.Add($"{where}: {twice.Count()} migrations read version {twice.Key} ({string.Join(", ", twice.Select(m => m.GetType().Name))}); keep one.");
        }

        foreach (var stray in chain.Where(migration => migration.From < 1 || migration.From >= version))
        {
            problems.Add(
                $"{where}: {stray.GetType().Name} reads version {stray.From}, but StateVersion is {version}; "
                + $"raise StateVersion to {stray.From + 1} or remove it.");
        }

        foreach (var gap in chain.Length == 0 ? [] : Enumerable.Range(chain[0].From, Math.Max(0, version - chain[0].From)).Except(chain.Select(m => m.From)))
        {
            problems.Add($"{where}: no migration reads version {gap}; add one with From => {gap}, or state of version {chain[0].From} cannot become version {version}.");
        }

        return new StateUpcaster(version, chain);
    }

    /// <exception cref="ParkedException">The state is newer than this agent, older than it reads, no JSON, or a migration threw.</exception>
    public Json Up(Json state, int from)
    {
        if (from == Version) return state;
        if (from > Version || from < ReadsFrom)
        {
            throw new ParkedException(ParkedException.BadState, $"The state has version {from}; this worker reads {ReadsFrom} to {Version}.");
        }

        try
        {
            var node = JsonNode.Parse(state.Text ?? "null") ?? throw new JsonException("it is null");
            foreach (var migration in _chain.AsSpan(from - ReadsFrom)) node = migration.Up(node) ?? throw new JsonException("the migration returned null");
            return new Json(node.ToJsonString(Json.Options));
        }
        catch (Exception e)
        {
            throw new ParkedException(ParkedException.BadState, $"The state could not be migrated from version {from} to {Version}: {e.GetType().Name}: {e.Message}", e);
        }
    }
}
