using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;
using QueueAgents.Cli.Words;
using QueueAgents.Contracts;
using QueueAgents.Http.Views;
using Spectre.Console;

namespace QueueAgents.Cli.Follow;

/// <summary>What is said when the following of a run ends.</summary>
internal static class Ending
{
    /// <returns>The exit code.</returns>
    public static int Tell(Invocation call, Sight sight, IAgentFace face)
    {
        var run = sight.Run;
        var summary = run.Sentence(face.Parts);
        call.Terminal.Say($"{StateLook.Markup(run.State)} [grey]{Markup.Escape(summary)} · run {run.Id}[/]");
        if (WhatNow(run) is { } hint) call.Terminal.Say(hint);

        if (call.Writer.Format == OutputFormat.Table)
        {
            if (run.State == RunState.Completed) call.Terminal.Data.Write(face.Result(run.Result));
        }
        else if (call.Writer.Format != OutputFormat.Jsonl)
        {
            call.Writer.One(run, view => view.Id.ToString(), view => new Text(view.Summary));
        }

        return run switch
        {
            { State: RunState.Completed } => ExitCode.Ok,
            { IsOpen: true } => ExitCode.Conflict,
            _ => ExitCode.Failed,
        };
    }

    /// <summary>The command that brings a run on that does not go on by itself.</summary>
    public static string? WhatNow(RunView run) => run switch
    {
        { State: RunState.Paused } => Try($"run resume {run.Id}"),
        { State: RunState.Failed or RunState.Parked } => Try($"run retry {run.Id}"),
        { State: RunState.Waiting, Wait: { Kind: "answer" } } => Try($"run answer {run.Id} JSON"),
        { State: RunState.Waiting, Asked: > 0 } => Try($"request list --run {run.Id}"),
        { State: RunState.Waiting, Wait: { Signal: { } signal } } => Try($"run signal {run.Id} {signal} JSON"),
        _ => null,
    };

    private static string Try(string line) => $"[grey]To go on:[/] queueagents {Markup.Escape(line)}";
}
