using System.ComponentModel;
using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.Samples.Research;

/// <summary>What a reader can do.</summary>
public sealed class LibraryTools(Library library)
{
    private const int LinesPerPage = 200;

    /// <summary>Looks only.</summary>
    [AgentTool(Effect = EffectClass.ReadOnly), Description("Read a file, 200 numbered lines at a time. The first line says how many there are.")]
    public string ReadPage([Description("As it was named to you, for example docs/plan.md.")] string file, [Description("The first line you want; 1 by default.")] int fromLine = 1)
    {
        try
        {
            var lines = library.Lines(file);
            if (fromLine < 1 || fromLine > Math.Max(lines.Count, 1)) throw new ToolError($"'{file}' has {lines.Count} lines.", tryNext: $"name a line from 1 to {lines.Count}.");
            var page = lines.Skip(fromLine - 1).Take(LinesPerPage).ToList();
            return string.Join('\n', page.Select((line, place) => $"{fromLine + place}: {line}").Prepend($"lines {fromLine} to {fromLine + page.Count - 1} of {lines.Count}"));
        }
        catch (FileNotFoundException e)
        {
            throw new ToolError(e.Message, tryNext: "name the file exactly as it was named to you.");
        }
    }
}
