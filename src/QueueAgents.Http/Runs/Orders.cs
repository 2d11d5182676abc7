using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using QueueAgents.Contracts;
using QueueAgents.Http.Access;
using QueueAgents.Http.Input;
using QueueAgents.Http.Problems;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Http.Runs;

/// <summary>Delivers what a client orders into a run and answers after the commit. It needs the database and not the broker.</summary>
internal sealed class Orders(IDeliverer deliverer, CallersRuns runs, HttpOptions options, TimeProvider time)
{
    /// <summary>Something to do with a run that is there.</summary>
    /// <exception cref="ProblemException">It changed nothing, and why.</exception>
    public async Task<IResult> CarryOutAsync<T>(HttpContext context, Guid runId, T order, int bytes = 0) where T : class
    {
        await runs.HeadAsync(Caller.Of(context.User), runId, context.RequestAborted);
        return await DeliverAsync(context, runId, Guid.CreateVersion7(), order, bytes);
    }

    /// <exception cref="ProblemException">It changed nothing, and why.</exception>
    public async Task<IResult> DeliverAsync<T>(HttpContext context, Guid runId, Guid messageId, T order, int bytes) where T : class
    {
        var cause = new Cause(messageId, Activity.Current?.Context ?? default);
        var decision = await SettledAsync(ct => deliverer.DeliverAsync(runId, order, cause, ct, 1024 + bytes), context.RequestAborted);
        if (decision.Reply is RunRejected rejected) throw Refusals.Of(rejected);
        var accepted = (RunAccepted)decision.Reply!;
        context.Response.Headers.ETag = Headers.ETag(accepted.Version);
        return Results.Accepted($"/v1/runs/{accepted.RunId}", accepted);
    }

    private async Task<Decision> SettledAsync(Func<CancellationToken, Task<Decision>> deliver, CancellationToken aborted)
    {
        using var patience = new CancellationTokenSource(options.AnswerWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, patience.Token);
        try
        {
            return await deliver(either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            throw Problem.NotSettled.Because("The database does not answer. The order may still be carried out: look at the run, or send the same again with the same key.");
        }
    }
}
