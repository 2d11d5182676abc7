using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Contracts;

namespace QueueAgents.Cli.Runs;

internal static class AnswerCommand
{
    public static Command Create(Globals globals)
    {
        var id = RunIds.Argument();
        var body = new Argument<string>("ANSWER") { Description = $"The answer: {JsonArgument.Help}" };
        var request = new Option<Guid?>("--request") { Description = "The request that is answered [default: the one that is pending]", HelpName = "ID" };
        var version = OrderCommands.IfVersion();
        var command = new DocumentedCommand("answer", "Answer the question a run asks")
        {
            Examples =
            [
                new("a text is JSON with quotation marks", "queueagents run answer 0199b3c2 '\"the board\"'"),
                new("an answer from a file", "queueagents run answer 0199b3c2 @answer.json"),
            ],
        };
        command.Add(id);
        command.Add(body);
        command.Add(request);
        command.Add(version);
        globals.Run(command, async (call, ct) =>
        {
            var json = await JsonArgument.ReadAsync(call.Get(body)!, "ANSWER", ct);
            return await OrderCommands.GiveAsync(call, call.Get(id)!, async (fleet, run) => new AnswerRun
            {
                RunId = run.Id,
                RequestId = call.Get(request) ?? (await PendingRequests.OneAsync(fleet, run, AskKind.Question, null, ct)).Id,
                Body = json,
                By = Invocation.By,
                IfVersion = call.Get(version),
            }, ct);
        });
        return command;
    }
}
