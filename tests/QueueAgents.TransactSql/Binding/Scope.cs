using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace QueueAgents.TransactSql.Binding;

/// <summary>Something rows come from, under the name it has in the statement.</summary>
/// <param name="Table">The table of ours behind it, if it is one.</param>
internal sealed record Source(string Alias, IReadOnlyDictionary<string, Value> Columns, Table? Table = null, NamedTableReference? Reference = null);

/// <summary>The sources an expression sees; those of the query around it come after its own.</summary>
internal sealed class Scope(Scope? outer = null)
{
    public List<Source> Sources { get; } = [];

    /// <summary>Columns that are compared for being equal, by source: what an index can be looked up by.</summary>
    public HashSet<(string Alias, string Column)> Equated { get; } = [];

    public Source? Find(string alias) => Sources.FirstOrDefault(s => Same(s.Alias, alias)) ?? outer?.Find(alias);

    public bool Owns(string alias) => Sources.Any(s => Same(s.Alias, alias));

    /// <summary>The columns of this name that are to be seen without an alias; more than one is one too many.</summary>
    public IReadOnlyList<(Source Source, Value Value)> FindColumn(string name)
    {
        var here = Sources.Where(s => s.Columns.ContainsKey(name)).Select(s => (s, s.Columns[name])).ToList();
        return here.Count > 0 || outer is null ? here : outer.FindColumn(name);
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
