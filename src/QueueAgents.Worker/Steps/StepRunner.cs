using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Transport;

namespace QueueAgents.Worker;

/// <summary>Runs the author's code for one attempt. Whatever it does, this ends with an outcome, or with none where none is wanted.</summary>
internal sealed class StepRunner(
    IServiceScopeFactory scopes, Wire wire, Claims claims, TranscriptCache transcripts, OutcomeWriter outcomes, ILive live, WorkerOptions options, TimeProvider time, ILogger<StepRunner> log)
{
    /// <returns>A <see cref="StepCompleted"/>, a <see cref="StepFailed"/>, or null: the attempt was superseded.</returns>
    public async Task<object?> Run(Attempt attempt)
    {
        var began = time.GetTimestamp();
        using var activity = Telemetry.Begin(attempt);
        using var voice = new Voice(attempt.Order, live, time);
        StepSession? session = null;
        object? outcome = null;
        try
        {
            attempt.StartClock();
            var door = new AttemptDoor(attempt, claims, wire);
            var (state, input) = await Load(attempt, door);
            session = new StepSession(
                attempt.Order, input, door, attempt.IsRepeated, options.InlineLimit, attempt.Heartbeat, attempt.Token, transcripts) { Voice = voice };
            await session.Joined.Preload(attempt.Token);

            var returned = await Author(attempt, session, state);
            attempt.StopClock();
            if (attempt.Ending != Ending.Superseded) outcome = await outcomes.Completed(attempt, returned, session, time.GetElapsedTime(began), door);
        }
        catch (Exception e)
        {
            outcome = await Failed(attempt, e, session, time.GetElapsedTime(began));
        }

        End(attempt, outcome, activity, time.GetElapsedTime(began));
        return outcome;
    }

    private static async Task<(Json State, Json Input)> Load(Attempt attempt, AttemptDoor door)
    {
        var order = attempt.Order;
        var state = order.StateByDoor ? await door.Read(PayloadKind.State, attempt.Token) : order.State;
        if (order.Kind == StepKind.First) return (state, state);
        return (state, order.InputByDoor ? await door.Read(PayloadKind.Input, attempt.Token) : order.Input);
    }

    /// <summary>On a thread of its own, so that code which blocks or does not look at its token can be given up.</summary>
    private async Task<StepOutcome> Author(Attempt attempt, StepSession session, Json state)
    {
        var work = Task.Run(() => InScope(attempt.Agent, session, state), CancellationToken.None);
        if (await Task.WhenAny(work, attempt.GivenUp) == work) return await work;

        log.StepGivenUp(attempt.Order.RunId, attempt.Order.Seq, attempt.Order.Attempt, attempt.Order.Agent, attempt.Order.Step);
        _ = work.ContinueWith(left => left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        throw new OperationCanceledException(attempt.Token);
    }

    private async Task<StepOutcome> InScope(CataloguedAgent agent, StepSession session, Json state)
    {
        await using var scope = scopes.CreateAsyncScope();
        StepAgent? made = null;
        try
        {
            return await agent.Definition.Run(session, state, new(scope.ServiceProvider, () => made = agent.Make(scope.ServiceProvider)));
        }
        finally
        {
            if (made is IAsyncDisposable later) await later.DisposeAsync();
            else (made as IDisposable)?.Dispose();
        }
    }

    private async Task<StepFailed?> Failed(Attempt attempt, Exception exception, StepSession? session, TimeSpan took)
    {
        var order = attempt.Order;
        var random = Random.Shared.NextDouble();
        var retryIn = attempt.Policy.Delay(order.Attempt, random);
        StepFailure? failure = (attempt.Ending, exception) switch
        {
            (Ending.Superseded, _) => null,
            (Ending.TimedOut, _) => StepFailure.Of("timeout", $"The step did not end within {attempt.Policy.Timeout}.", retryable: true, retryIn),
            (Ending.Silent, _) => StepFailure.Of("heartbeat", $"The step gave no heartbeat for {attempt.Policy.Heartbeat}.", retryable: true, retryIn),
            (Ending.Deadline, _) => StepFailure.Of("deadline", "The run's deadline has passed.", retryable: false, retryIn),
            (_, DoorRefusedException) => await claims.StillOurs(attempt) ? StepFailure.Of("refused", exception.Message, retryable: false, retryIn) : null,
            _ => StepFailure.Of(exception, attempt.Policy, order.Attempt, random),
        };
        if (failure is not { } failed)
        {
            log.StepSuperseded(order.RunId, order.Seq, order.Attempt);
            return null;
        }

        log.StepFailed(order.RunId, order.Seq, order.Attempt, order.Agent, order.Step, failed.Error.Type, exception);
        return outcomes.Failed(attempt, failed, session, took);
    }

    private static void End(Attempt attempt, object? outcome, Activity? activity, TimeSpan took)
    {
        var ended = outcome switch { StepCompleted => "completed", StepFailed => "failed", _ => "superseded" };
        if (outcome is StepFailed failed) activity?.SetStatus(ActivityStatusCode.Error, failed.Error.Type);
        Telemetry.Ended(attempt.Order, ended, took);
    }
}
