using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Sending;

/// <summary>Sends what a commit has decided, at once and beside the next commit. Whatever does not arrive, the relay sends.</summary>
internal sealed class AfterCommit(Sender sender, Handovers handovers, Confirmations confirmations, StepPace pace, SendStop stop) : IAfterCommit
{
    public void Committed(Chain chain, Cause cause)
    {
        foreach (var transition in chain.Transitions)
        {
            if (transition.Seq == 0) continue;
            confirmations.Answered(new AttemptId(transition.RunId, transition.Seq, transition.Attempt));
            pace.Learn(chain.Run.Agent, transition);
        }

        foreach (var row in chain.ToSend)
            if (!handovers.TryHand(chain, row, cause)) _ = sender.SendAsync(chain.Run, row, cause.Trace, stop.Token);
        handovers.KeepOffer(chain, cause);
        foreach (var message in chain.Messages) _ = sender.SendAsync(message, cause.Trace, stop.Token);
    }
}

/// <summary>Ends with the host: sends under way are given up, their rows stay due.</summary>
internal sealed class SendStop : IDisposable
{
    private readonly CancellationTokenSource source = new();

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        source.Cancel();
        source.Dispose();
    }
}
