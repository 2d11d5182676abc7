using QueueAgents.Contracts;
using QueueAgents.Http.Views;

namespace QueueAgents.Cli.Words;

/// <summary>What can be read off a run as programs see it.</summary>
internal static class Telling
{
    extension(RunView run)
    {
        public bool IsOpen => run.State is RunState.Queued or RunState.Running or RunState.Waiting or RunState.Paused;

        /// <summary>Nothing happens to it until somebody outside acts.</summary>
        public bool StandsStill => run is { State: RunState.Paused } or { State: RunState.Waiting, Wait: { Kind: not "timer", Until: null }, Deadline: null }
            or { State: RunState.Waiting, Asked: > 0 };

        /// <summary>Its summary, with the word its agent has for the steps of a fan-out.</summary>
        public string Sentence(string parts)
            => run.Progress is null || !run.IsOpen ? run.Summary : run.Summary.Replace(" steps done, ", $" {parts} done, ", StringComparison.Ordinal);
    }
}
