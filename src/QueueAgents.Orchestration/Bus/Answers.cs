using MassTransit;
using Microsoft.Extensions.Logging;
using QueueAgents.Orchestration.Telemetry;

namespace QueueAgents.Orchestration.Bus;

internal static class Answers
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Answers whoever asked, if they are still there. What was asked is done, so an answer that cannot be sent is no reason to refuse the
    /// message: its asker is gone, or asks again.
    /// </summary>
    public static async Task AnswerAsync(this ConsumeContext context, object answer, ILogger log)
    {
        try
        {
            await context.RespondAsync(answer, answer.GetType()).WaitAsync(Patience, TimeProvider.System);
        }
#pragma warning disable CA1031 // One asker that is gone closes the channel for all: there is no list of what that throws.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            log.NotAnswered(answer.GetType().Name, thrown.Message);
        }
    }
}
