using QueueAgents.Cli.Words;
using QueueAgents.Http.Views;

namespace QueueAgents.Cli.Follow;

/// <summary>A run, seen at one moment.</summary>
/// <param name="Run">The run.</param>
/// <param name="Begun">Attempts that were handed out.</param>
/// <param name="Repeated">Those of them that were not the first of their step.</param>
/// <param name="At">The moment.</param>
internal sealed record Sight(RunView Run, int Begun, int Repeated, DateTimeOffset At)
{
    /// <param name="untilStill">Also where nothing happens to it until somebody outside acts.</param>
    public bool IsOver(bool untilStill) => !Run.IsOpen || (untilStill && Run.StandsStill);
}
