using MassTransit;
using MassTransit.Events;
using MassTransit.Metadata;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Telemetry;

namespace QueueAgents.Orchestration.Bus;

/// <summary>
/// Who asked, after the message itself is done with: an address, and which answers its client takes. One it does not take reaches it as a
/// fault, because a client that hears nothing it knows waits for its timeout.
/// </summary>
internal sealed class Asker(ISendEndpoint endpoint, Guid requestId, SubmitRun asked, IReadOnlySet<Type> takes)
{
    /// <summary>A client whose list of answers names an end of a run, and not only its beginning.</summary>
    public static bool WantsEnd(ConsumeContext context)
        => context.RequestId is not null
           && (Takes<RunCompleted>(context) || Takes<RunFailed>(context) || Takes<RunCancelled>(context));

    public static async Task<Asker> OfAsync(ConsumeContext<SubmitRun> context)
    {
        HashSet<Type> takes = [];
        if (Takes<RunAccepted>(context)) takes.Add(typeof(RunAccepted));
        if (Takes<RunRejected>(context)) takes.Add(typeof(RunRejected));
        if (Takes<RunCompleted>(context)) takes.Add(typeof(RunCompleted));
        if (Takes<RunFailed>(context)) takes.Add(typeof(RunFailed));
        if (Takes<RunCancelled>(context)) takes.Add(typeof(RunCancelled));
        // Not the context's own way to answer: that would keep the whole message for as long as the run takes.
        var endpoint = await context.ReceiveContext.SendEndpointProvider.GetSendEndpoint(context.ResponseAddress!);
        return new Asker(endpoint, context.RequestId!.Value, context.Message with { Input = Json.None }, takes);
    }

    /// <summary>Once, and not again: who does not hear it asks again.</summary>
    public async Task TellAsync(object answer, ILogger log)
    {
        try
        {
            var sent = takes.Contains(answer.GetType())
                ? endpoint.Send(answer, answer.GetType(), context => context.RequestId = requestId)
                : endpoint.Send<Fault<SubmitRun>>(FaultOf(answer), context => context.RequestId = requestId);
            await sent.WaitAsync(Answers.Patience, TimeProvider.System);
        }
#pragma warning disable CA1031 // As with every answer: its asker is gone, or asks again.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            log.NotAnswered(answer.GetType().Name, thrown.Message);
        }
    }

    private FaultEvent<SubmitRun> FaultOf(object answer)
    {
        var said = answer switch
        {
            RunRejected rejected => $"{rejected.Code}: {rejected.Reason}",
            RunFailed failed => $"Run {failed.RunId} is {failed.State}: {failed.Error.Type}: {failed.Error.Message}",
            RunCancelled cancelled => $"Run {cancelled.RunId} was cancelled: {cancelled.Reason}",
            _ => $"{answer.GetType().Name} is not among the answers the client takes.",
        };
        return new(asked, null, HostMetadataCache.Host, [new FaultExceptionInfo { ExceptionType = answer.GetType().Name, Message = said, StackTrace = "" }], []);
    }

    private static bool Takes<T>(ConsumeContext context) where T : class => context.IsResponseAccepted<T>(defaultIfHeaderNotFound: false);
}
