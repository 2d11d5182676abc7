using System.Text;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Unit.Runs;

/// <summary>The table of states and events as a reader of it sees it.</summary>
internal sealed class MatrixText : IRunTable
{
    public Dictionary<string, (string Rule, RunState[] Targets)[]> Rows { get; } = [];

    public static MatrixText Read()
    {
        var matrix = new MatrixText();
        RunTable.Describe(matrix);
        return matrix;
    }

    public (string Rule, RunState[] Targets) Cell(string happening, RunState state) => Rows[happening][RunTable.Columns.ToList().IndexOf(state)];

    public void Row<T>(Rule<T> none, Rule<T> queued, Rule<T> running, Rule<T> waiting, Rule<T> paused, Rule<T> parked, Rule<T> completed, Rule<T> failed, Rule<T> cancelled)
        where T : class
    {
        Rule<T>[] cells = [none, queued, running, waiting, paused, parked, completed, failed, cancelled];
        Rows.Add(typeof(T).Name, [.. cells.Select(c => (c.Name, c.Targets))]);
    }

    public override string ToString()
    {
        var text = new StringBuilder("""
            # What each event means in each state

            Generated from `RunTable` by a test; do not edit. A cell names its rule and every state it may lead to; a rule that names none
            never changes the run. Besides, a rule that throws parks its run.


            """.ReplaceLineEndings("\n"));
        text.Append("| |").AppendJoin('|', RunTable.Columns.Select(c => $" {c} ")).Append("|\n|---|");
        foreach (var _ in RunTable.Columns) text.Append("---|");
        text.Append('\n');
        foreach (var (happening, cells) in Rows)
        {
            text.Append("| **").Append(happening).Append("** |");
            foreach (var (rule, targets) in cells)
                text.Append(' ').Append(rule).Append(targets.Length > 0 ? $" → {string.Join(", ", targets)}" : "").Append(" |");
            text.Append('\n');
        }

        return text.ToString();
    }
}
