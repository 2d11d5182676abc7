using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Contracts;

namespace QueueAgents.Cli.Runs;

/// <summary>Lets a run make a call it must not make alone, or not. What is approved is the call as it was shown.</summary>
internal static class ApproveCommands
{
    public static Command Approve(Globals globals) => Create(globals, "approve", "Let a run make the call it asks about", approve: true,
        new("what it wants to do, and then that", "queueagents request list --run 0199b3c2 && queueagents run approve 0199b3c2 --reason 'known customer'"));

    public static Command Deny(Globals globals) => Create(globals, "deny", "Do not let a run make the call it asks about", approve: false,
        new("the model reads the reason", "queueagents run deny 0199b3c2 --reason 'refund half of it'"));

    private static DocumentedCommand Create(Globals globals, string name, string description, bool approve, Example example)
    {
        var id = RunIds.Argument();
        var request = new Option<Guid?>("--request") { Description = "The request that is answered [default: the one that is pending]", HelpName = "ID" };
        var hash = new Option<string?>("--hash") { Description = "Only if the call still has this hash [default: that of the pending call]", HelpName = "HEX" };
        var reason = new Option<string?>("--reason") { Description = approve ? "Why, for the history" : "Why, for the model and the history", HelpName = "TEXT" };
        var version = OrderCommands.IfVersion();
        var command = new DocumentedCommand(name, description) { Examples = [example] };
        command.Add(id);
        command.Add(request);
        command.Add(hash);
        command.Add(reason);
        command.Add(version);
        globals.Run(command, (call, ct) => OrderCommands.GiveAsync(call, call.Get(id)!, async (fleet, run) =>
        {
            var pending = await PendingRequests.OneAsync(fleet, run, AskKind.Approval, call.Get(request), ct);
            return new AnswerRun
            {
                RunId = run.Id,
                RequestId = pending.Id,
                Approve = approve,
                Hash = call.Get(hash) ?? pending.Hash,
                Reason = call.Get(reason),
                By = Invocation.By,
                IfVersion = call.Get(version),
            };
        }, ct));
        return command;
    }
}
