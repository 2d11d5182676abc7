using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Sending;

/// <summary>Outgoing messages as stored, under names of our own: no CLR name is ever stored.</summary>
internal static class OutboxMessages
{
    private static readonly Dictionary<string, (Func<object, Json> Write, Func<Json, object> Read)> Kinds = new()
    {
        ["run-completed"] = Kind<RunCompleted>(),
        ["run-failed"] = Kind<RunFailed>(),
        ["run-cancelled"] = Kind<RunCancelled>(),
        ["run-waiting"] = Kind<RunWaiting>(),
        ["submit-child"] = Kind<SubmitChild>(),
        ["child-ended"] = Kind<ChildEnded>(),
        ["end-children"] = Kind<EndChildren>(),
    };

    public static OutboxRow Store(Outgoing message, DateTimeOffset dueAt, string? trace)
    {
        var type = NameOf(message.Message);
        return new OutboxRow
        {
            Id = message.Id,
            RunId = message.RunId,
            Route = message.Route,
            Type = type,
            Body = Kinds[type].Write(message.Message),
            Trace = trace,
            DueAt = dueAt,
        };
    }

    public static Outgoing Load(OutboxRow row) => new(row.Id, row.RunId, row.Route, Kinds[row.Type].Read(row.Body));

    private static string NameOf(object message) => message switch
    {
        RunCompleted => "run-completed",
        RunFailed => "run-failed",
        RunCancelled => "run-cancelled",
        RunWaiting => "run-waiting",
        SubmitChild => "submit-child",
        ChildEnded => "child-ended",
        EndChildren => "end-children",
        _ => throw new InvalidOperationException($"{message.GetType().Name} has no stored name."),
    };

    private static (Func<object, Json>, Func<Json, object>) Kind<T>() where T : class
        => (message => Json.Of((T)message), body => body.As<T>()!);
}
