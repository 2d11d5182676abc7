namespace QueueAgents.Agents;

/// <summary>An agent cannot be run as it is written. The message lists everything that is wrong and what to change.</summary>
public sealed class AgentDefinitionException : Exception
{
    internal AgentDefinitionException(string name, Type agent, IReadOnlyList<string> problems)
        : base($"Agent '{name}' ({agent.Name}) cannot be added:{List(problems)}")
        => Problems = problems;

    internal AgentDefinitionException(string tools, IReadOnlyList<string> problems)
        : base($"The tools of {tools} cannot be added:{List(problems)}")
        => Problems = problems;

    /// <summary>One sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }

    private static string List(IReadOnlyList<string> problems) => string.Concat(problems.Select(problem => $"{Environment.NewLine}- {problem}"));
}
