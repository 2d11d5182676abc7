using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace QueueAgents.TransactSql.Binding;

/// <summary>Hints SQL Server refuses, or that would make a statement fail one day.</summary>
internal static class Hints
{
    private static readonly TableHintKind[] Granularity = [TableHintKind.PagLock, TableHintKind.NoLock, TableHintKind.ReadCommittedLock, TableHintKind.Rowlock, TableHintKind.TabLock, TableHintKind.TabLockX];
    private static readonly TableHintKind[] Known = [TableHintKind.UpdLock, TableHintKind.Rowlock, TableHintKind.ReadPast, TableHintKind.ForceSeek, TableHintKind.Index];

    public static void Check(Findings findings, Scope scope)
    {
        foreach (var source in scope.Sources)
        {
            if (source is not { Table: { } table, Reference: { TableHints.Count: > 0 } reference }) continue;
            var kinds = reference.TableHints.Select(h => h.HintKind).ToList();
            foreach (var kind in kinds.Except(Known)) findings.Add(reference, $"the hint {kind} has no business here");
            if (kinds.Count(Granularity.Contains) > 1) findings.Add(reference, "two hints of granularity");
            if (kinds.Contains(TableHintKind.ReadPast) && !(kinds.Contains(TableHintKind.UpdLock) && kinds.Contains(TableHintKind.Rowlock)))
                findings.Add(reference, "READPAST without UPDLOCK and ROWLOCK");

            var named = reference.TableHints.OfType<IndexTableHint>().SelectMany(h => h.IndexValues).Select(v => v.Value).ToList();
            foreach (var name in named.Where(name => table.Indexes.All(i => i.Name != name || i.Filter is not null)))
                findings.Add(reference, $"{table.Name} has no index {name} over all its rows");

            var usable = table.Indexes.Where(i => i.Filter is null && (named.Count == 0 || named.Contains(i.Name)));
            if (kinds.Contains(TableHintKind.ForceSeek) && !usable.Any(i => scope.Equated.Contains((source.Alias, i.Columns[0]))))
                findings.Add(reference, "FORCESEEK, and no index over all rows begins with a column that is equated");
        }
    }
}
