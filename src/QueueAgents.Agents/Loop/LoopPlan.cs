using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>All that was said of a declared agent.</summary>
internal sealed record LoopPlan
{
    public required string Name { get; init; }
    public string? Instructions { get; init; }
    public required ModelChoice Model { get; init; }
    public required AgentTools Tools { get; init; }
    public required TurnLimits Limits { get; init; }
    public required Budget Budget { get; init; }
    /// <summary>How often the same call may come to the same result before the run ends.</summary>
    public required int SameCall { get; init; }
    public ResultFormat? Returns { get; init; }
    public IReadOnlyList<ApprovalRule> Approvals { get; init; } = [];
    /// <summary>Tools that are agents of their own, by the tool's name.</summary>
    public IReadOnlyDictionary<string, string> Agents { get; init; } = new Dictionary<string, string>();
    /// <summary>How long a question of the model's own waits for its answer; null where it may not ask.</summary>
    public TimeSpan? Questions { get; init; }

    /// <summary>What the model may remember; null where it may not.</summary>
    public MemoryPlan? Memory { get; init; }

    /// <summary>Who is asked before the call is made; null where nobody is.</summary>
    public Ask? AskBefore(string tool, Json arguments)
    {
        var rule = Approvals.FirstOrDefault(rule => rule.Tool == tool && rule.Holds(arguments));
        return rule is null ? null : new Ask { Kind = AskKind.Approval, Text = rule.Question ?? $"May {Name} call {tool}?", Expires = rule.Expires };
    }
}

/// <param name="Shared">With all agents of the tenant.</param>
/// <param name="Subject">Whom the memory of a run is about, by the run's input; null = nobody in particular.</param>
internal sealed record MemoryPlan(bool Shared, Func<CallArguments, string>? Subject)
{
    public MemorySpace Of(MemoryLog log, string? subject)
    {
        var space = new MemorySpace(log, Shared);
        return subject is null ? space : space.About(subject);
    }
}

/// <param name="Tool">The tool's name.</param>
/// <param name="When">Whether a person is asked; null = always.</param>
/// <param name="Expires">How long the request waits; null = as long as the server says.</param>
/// <param name="Question">What the person reads.</param>
internal sealed record ApprovalRule(string Tool, Func<CallArguments, bool>? When, TimeSpan? Expires, string? Question)
{
    /// <summary>Where it cannot be told, a person is asked.</summary>
    public bool Holds(Json arguments)
    {
        if (When is null) return true;
        try
        {
            return When(new CallArguments(arguments));
        }
#pragma warning disable CA1031 // Whatever an author's condition throws: asking once too often is better than not asking.
        catch (Exception)
#pragma warning restore CA1031
        {
            return true;
        }
    }
}
