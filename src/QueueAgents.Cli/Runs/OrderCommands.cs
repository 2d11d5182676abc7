using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Follow;
using QueueAgents.Cli.Reach;
using QueueAgents.Cli.Words;
using QueueAgents.Contracts;
using QueueAgents.Http.Views;
using Spectre.Console;

namespace QueueAgents.Cli.Runs;

/// <summary>Commands that change a run and do nothing else.</summary>
internal static class OrderCommands
{
    public static Command Cancel(Globals globals)
    {
        var reason = new Option<string?>("--reason") { Description = "Why, for the history", HelpName = "TEXT" };
        return Create(globals, "cancel", "Stop a run for good, and its children", "queueagents run cancel 0199b3c2 --reason 'wrong folder'", reason,
            (call, run, version) => new CancelRun { RunId = run, Reason = call.Get(reason), By = Invocation.By, IfVersion = version });
    }

    public static Command Pause(Globals globals)
        => Create(globals, "pause", "Let a run dispatch nothing more", "queueagents run pause 0199b3c2", null,
            (_, run, version) => new PauseRun { RunId = run, By = Invocation.By, IfVersion = version });

    public static Command Resume(Globals globals)
        => Create(globals, "resume", "Let a paused run go on", "queueagents run resume 0199b3c2", null,
            (_, run, version) => new ResumeRun { RunId = run, By = Invocation.By, IfVersion = version });

    public static Command Retry(Globals globals)
        => Create(globals, "retry", "Let a failed or parked run try its open step again", "queueagents run retry 0199b3c2 && queueagents run watch 0199b3c2", null,
            (_, run, version) => new RetryRun { RunId = run, By = Invocation.By, IfVersion = version });

    public static Option<int?> IfVersion() => new("--if-version") { Description = "Only if the run still has this version", HelpName = "N" };

    /// <summary>Gives one order to the run a command names, and shows what became of it.</summary>
    public static Task<int> GiveAsync<T>(Invocation call, string id, Func<RunView, T> order, CancellationToken ct) where T : class
        => GiveAsync(call, id, (_, run) => Task.FromResult(order(run)), ct);

    /// <summary>The same, where the order depends on what the fleet says of the run.</summary>
    public static async Task<int> GiveAsync<T>(Invocation call, string id, Func<IFleet, RunView, Task<T>> order, CancellationToken ct) where T : class
    {
        await using var fleet = call.OpenFleet();
        var run = await RunIds.FindAsync(fleet, id, ct);
        var accepted = await fleet.OrderAsync(run.Id, await order(fleet, run), ct);
        var after = (await fleet.FindAsync(run.Id, ct))!;
        if (accepted.Already) call.Terminal.Say("[grey]Nothing to do: it was so before.[/]");
        call.Writer.One(after, view => view.Id.ToString(), view =>
            new Markup($"{StateLook.Markup(view.State)} [grey]{Markup.Escape(view.Summary)} · run {view.Id}[/]\n"));
        if (call.Terminal.DataIsSeen && after.IsOpen)
            call.Terminal.Say(Ending.WhatNow(after) ?? $"[grey]To stay with it:[/] queueagents run watch {after.Id}");
        return ExitCode.Ok;
    }

    private static DocumentedCommand Create<T>(
        Globals globals, string name, string description, string example, Option? own, Func<Invocation, Guid, int?, T> order) where T : class
    {
        var id = RunIds.Argument();
        var version = IfVersion();
        var command = new DocumentedCommand(name, description) { Examples = [new(char.ToLowerInvariant(description[0]) + description[1..], example)] };
        command.Add(id);
        if (own is not null) command.Add(own);
        command.Add(version);
        globals.Run(command, (call, ct) => GiveAsync(call, call.Get(id)!, run => order(call, run.Id, call.Get(version)), ct));
        return command;
    }
}
