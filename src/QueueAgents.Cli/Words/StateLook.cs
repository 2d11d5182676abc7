using QueueAgents.Contracts;

namespace QueueAgents.Cli.Words;

/// <summary>A state is a word, a sign and a colour, so that it is told without colour too.</summary>
internal static class StateLook
{
    public static string Markup(RunState state) => $"[{Colour(state)}]{Sign(state)} {state}[/]";

    public static string Sign(RunState state) => state switch
    {
        RunState.Queued => "○",
        RunState.Running => "●",
        RunState.Waiting => "◌",
        RunState.Paused => "‖",
        RunState.Parked => "!",
        RunState.Completed => "✓",
        RunState.Failed => "✗",
        _ => "–",
    };

    public static string Colour(RunState state) => state switch
    {
        RunState.Running => "blue",
        RunState.Waiting or RunState.Queued or RunState.Paused => "yellow",
        RunState.Completed => "green",
        RunState.Failed or RunState.Parked => "red",
        _ => "grey",
    };
}
