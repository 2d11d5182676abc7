namespace QueueAgents.Http.Views;

/// <param name="Runs">Without their documents.</param>
/// <param name="Next">The cursor of the next page; absent on the last.</param>
internal sealed record RunPageView(IReadOnlyList<RunView> Runs, string? Next);

/// <param name="Next">The version to go on after; absent on the last page.</param>
internal sealed record TransitionPageView(IReadOnlyList<TransitionView> Transitions, int? Next);

/// <param name="Next">The step to go on after; absent on the last page.</param>
internal sealed record AttemptPageView(IReadOnlyList<AttemptView> Attempts, int? Next);

internal sealed record AgentListView(IReadOnlyList<ServedAgentView> Agents);

internal sealed record WorkerListView(IReadOnlyList<WorkerView> Workers);
