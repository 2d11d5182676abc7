using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace QueueAgents.TransactSql.Binding;

internal sealed class Findings
{
    private readonly List<string> all = [];

    public IReadOnlyList<string> All => all;

    /// <summary>Answers a value that meets every other, so that one mistake is told once.</summary>
    public Value Add(TSqlFragment at, string what)
    {
        all.Add($"line {at.StartLine}: {what}, in: {Parsing.TextOf(at)}");
        return Value.Nothing;
    }
}
