using System.CommandLine;
using Microsoft.AspNetCore.Connections;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Fleet;
using QueueAgents.Cli.Output;
using QueueAgents.Cli.Stores;
using QueueAgents.Cli.Views;
using QueueAgents.Contracts;
using QueueAgents.Samples;
using QueueAgents.Samples.DocsAudit;
using Spectre.Console;

namespace QueueAgents.Cli.Dev;

/// <summary><c>dev</c>: a fleet to try things on, as a server has it but for the broker.</summary>
internal static class DevCommand
{
    public static Command Create(Globals globals)
    {
        var port = new Option<int>("--port") { Description = "Listen on this port of 127.0.0.1; 0 takes any that is free", HelpName = "PORT", DefaultValueFactory = _ => 5080 };
        var command = new DocumentedCommand("dev", "Run a fleet in this process with the HTTP interface, until it is interrupted")
        {
            Notes = "Everybody on this machine may use it: it listens on loopback only and asks for no key.",
            Examples =
            [
                new("a fleet that keeps its runs in your own store", "queueagents dev"),
                new("one to throw away, on any port", "queueagents dev --port 0 --store \"$(mktemp -d)/runs.db\""),
                new("use it from another terminal", "queueagents run start docs-audit --server http://127.0.0.1:5080"),
            ],
        };
        command.Add(port);
        globals.Run(command, async (call, ct) =>
        {
            if (call.Get(port) is < 0 or > 65_535) throw RefusedException.Usage("--port is 0 to 65535.");
            await using var host = await StartAsync(call, call.Get(port), ct);
            Tell(call, DevView.Of(host.Url, call.Store, KnownAgents.All));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            call.Terminal.Say("[grey]Stopping; what is open goes on at the next start.[/]");
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<DevHost> StartAsync(Invocation call, int port, CancellationToken ct)
    {
        try
        {
            return await DevHost.StartAsync(StorePlace.MakeFolder(call.Store), port, worker => worker.AddSamples(), call.Verbose, ct);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw RefusedException.Conflict($"Port {port} is in use: --port names another one, and 0 takes any that is free.");
        }
    }

    private static void Tell(Invocation call, DevView view)
    {
        call.Writer.One(view, one => one.Url, one => Tables.Facts(
            ("HTTP", one.Url),
            ("Store", Markup.Escape(one.Store)),
            ("Agents", Markup.Escape(string.Join(", ", one.Agents)))));
        var body = Json.Of(new { agent = DocsAuditAgent.Name, input = new { folder = Environment.CurrentDirectory } }).Text!.Replace("'", "'\\''", StringComparison.Ordinal);
        call.Terminal.Say($"[grey]Try:[/] queueagents run start {DocsAuditAgent.Name} --server {view.Url}");
        call.Terminal.Say($"[grey]Or:[/]  curl -s {view.Url}/v1/runs -H 'Content-Type: application/json' -d '{Markup.Escape(body)}'");
    }
}
