using QueueAgents.Contracts;
using QueueAgents.Http.Input;
using QueueAgents.Http.Runs;

namespace QueueAgents.Cli.Servers;

/// <summary>An order as the HTTP interface takes it: the last part of its address, its body, its headers. Who gives it, the server knows by the key.</summary>
internal static class RunOrder
{
    public static IReadOnlyDictionary<string, string> NoHeaders { get; } = new Dictionary<string, string>();

    public static (string Verb, object? Body, IReadOnlyDictionary<string, string> Headers) Of(object order) => order switch
    {
        CancelRun cancel => ("cancel", cancel.Reason is null ? null : new CancelBody { Reason = cancel.Reason }, Headed(cancel.IfVersion)),
        PauseRun pause => ("pause", null, Headed(pause.IfVersion)),
        ResumeRun resume => ("resume", null, Headed(resume.IfVersion)),
        RetryRun retry => ("retry", null, Headed(retry.IfVersion)),
        SignalRun signal => ("signals", new SignalBody { Name = signal.Name, Body = signal.Body }, Headed(signal.IfVersion, signal.ClientKey)),
        AnswerRun answer => ($"requests/{answer.RequestId}", new RequestBody { Body = answer.Body, Approve = answer.Approve, Hash = answer.Hash, Reason = answer.Reason }, Headed(answer.IfVersion)),
        _ => throw new ArgumentOutOfRangeException(nameof(order), order, "No such order."),
    };

    private static Dictionary<string, string> Headed(int? version, string? key = null)
    {
        Dictionary<string, string> headers = [];
        if (version is { } number) headers[Headers.IfMatch] = Headers.ETag(number);
        if (key is not null) headers[Headers.IdempotencyKey] = key;
        return headers;
    }
}
