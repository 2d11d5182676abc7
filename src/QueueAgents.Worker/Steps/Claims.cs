using Microsoft.Extensions.Logging;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Transport;

namespace QueueAgents.Worker;

/// <summary>When a step asks for its lease, and what the answer means.</summary>
internal sealed class Claims(Wire wire, WorkerIdentity me, WorkerOptions options, TimeProvider time, ILogger<Claims> log)
{
    /// <summary>Before a step that may run elsewhere, or will give up its delivery. A silent door is asked again for as long as the delivery may be held.</summary>
    /// <returns>False: it is not ours to run.</returns>
    /// <exception cref="HandedBackException">Nobody answered.</exception>
    public async Task<bool> Before(Attempt attempt, CancellationToken delivery)
    {
        try
        {
            return await Patience.Repeat(() => Ask(attempt, delivery), e => e is DoorSilentException, options.HoldLimit, time, delivery);
        }
        catch (Exception e) when (e is DoorSilentException or OperationCanceledException)
        {
            throw new HandedBackException("no server said who may run it");
        }
    }

    /// <summary>After the door refused something else: was it because the attempt is not ours any more, or because of what was asked?</summary>
    public async Task<bool> StillOurs(Attempt attempt)
    {
        try
        {
            return await Ask(attempt, CancellationToken.None);
        }
        catch (DoorSilentException)
        {
            return false; // Its lease, or its wait in the queue, ends.
        }
    }

    /// <summary>Before something that only one may do. False: another does it.</summary>
    /// <exception cref="DoorSilentException">Nobody answered.</exception>
    public async Task<bool> Hold(Attempt attempt, CancellationToken cancellationToken) => attempt.IsClaimed || await Ask(attempt, cancellationToken);

    /// <summary>Once the step has run for a while. Refused, it is cancelled. Dispose the timer when the step is through.</summary>
    public ITimer? AfterAWhile(Attempt attempt)
    {
        if (attempt.IsClaimed) return null;
        ITimer? timer = null;
        var after = attempt.IsHanded && Handing.ClaimedAfter < options.ClaimAfter ? Handing.ClaimedAfter : options.ClaimAfter;
        timer = time.CreateTimer(_ => _ = Try(), null, after, Timeout.InfiniteTimeSpan);
        return timer;

        async Task Try()
        {
            try
            {
                if (!await Ask(attempt, attempt.Token)) attempt.End(Ending.Superseded);
            }
            catch (DoorSilentException)
            {
                log.DoorSilent(nameof(ClaimStep), attempt.Order.RunId, attempt.Order.Seq);
                timer?.Change(options.BeatEvery, Timeout.InfiniteTimeSpan);
            }
            catch (OperationCanceledException)
            {
                // The step has ended otherwise.
            }
        }
    }

    private async Task<bool> Ask(Attempt attempt, CancellationToken cancellationToken)
    {
        var order = attempt.Order;
        var call = new ClaimStep { RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt, Nonce = order.Nonce, Instance = me.Instance };
        try
        {
            await wire.Ask<ClaimStep, StepClaimed>(call, cancellationToken);
            return attempt.IsClaimed = true;
        }
        catch (DoorRefusedException refused)
        {
            Telemetry.ClaimsRefused.Add(1, new KeyValuePair<string, object?>("agent", order.Agent));
            log.ClaimRefused(order.RunId, order.Seq, order.Attempt, refused.Reason);
            return false;
        }
    }
}
