using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Contracts;

namespace QueueAgents.Cli.Runs;

internal static class SignalCommand
{
    public static Command Create(Globals globals)
    {
        var id = RunIds.Argument();
        var name = new Argument<string>("NAME") { Description = "The signal's name" };
        var body = new Argument<string?>("BODY") { Description = $"What comes with it: {JsonArgument.Help}", Arity = ArgumentArity.ZeroOrOne };
        var key = new Option<string?>("--key") { Description = "Your own key for it: a second signal with it is not taken", HelpName = "KEY" };
        var version = OrderCommands.IfVersion();
        var command = new DocumentedCommand("signal", "Give a run a named signal; one that comes before its wait is kept")
        {
            Examples = [new("a payment has arrived", "queueagents run signal 0199b3c2 paid '{\"amount\": 12.50}'")],
        };
        command.Add(id);
        command.Add(name);
        command.Add(body);
        command.Add(key);
        command.Add(version);
        globals.Run(command, async (call, ct) =>
        {
            var json = call.Get(body) is { } text ? await JsonArgument.ReadAsync(text, "BODY", ct) : Json.None;
            return await OrderCommands.GiveAsync(call, call.Get(id)!, run =>
                new SignalRun { RunId = run.Id, Name = call.Get(name)!, Body = json, ClientKey = call.Get(key), By = Invocation.By, IfVersion = call.Get(version) },
                ct);
        });
        return command;
    }
}
