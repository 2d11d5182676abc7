using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using QueueAgents.EndToEnd.Access;
using QueueAgents.Orchestration.Keys;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Cli.Servers;

/// <summary>What goes wrong on the way to a server gets one clear sentence, and an exit code a script can rely on.</summary>
public sealed class ServerMistakeTests
{
    [Theory]
    [InlineData(2, "--server: 'ftp://x' is no server's address; ", "run", "list", "--server", "ftp://x")]
    [InlineData(2, "--server: 'fleet' is no server's address; ", "run", "list", "--server", "fleet")]
    [InlineData(2, "--server: a server is not asked with a user and a password, ", "run", "list", "--server", "http://ada:secret@fleet")]
    [InlineData(2, "Give either --server or --store, not both.", "run", "list", "--server", "http://fleet", "--store", "/tmp/runs.db")]
    [InlineData(2, "--token-file is for a server: give --server too.", "run", "list", "--token-file", "/tmp/token", "--store", "/tmp/runs.db")]
    [InlineData(3, "--token-file cannot be read: ", "run", "list", "--server", "http://fleet", "--token-file", "/nowhere/token")]
    [InlineData(6, "http://127.0.0.1:1/ does not answer: Connection refused.", "run", "list", "--server", "http://127.0.0.1:1")]
    [InlineData(6, "http://127.0.0.1:1/ does not answer: Connection refused.", "run", "start", "docs-audit", "/", "--server", "http://127.0.0.1:1")]
    [InlineData(6, "http://fleet.invalid/ does not answer: Name or service not known.", "worker", "list", "--server", "http://fleet.invalid")]
    [InlineData(2, "--port is 0 to 65535.", "dev", "--port", "70000")]
    [InlineData(4, "A worker of a store is part of the process that works on it: ", "worker", "drain", "host-1-abcd", "--store", "/tmp/runs.db")]
    public async Task A_mistake_is_told(int exit, string sentence, params string[] command)
    {
        var ran = await CommandLine.HereAsync(command);

        Assert.Equal("", ran.Out);
        Assert.StartsWith($"error: {sentence}", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", ran.Error, StringComparison.Ordinal);
        Assert.Equal(exit, ran.Exit);
    }

    [Fact]
    public async Task What_a_server_refuses_is_told_as_it_says_it()
    {
        using var pages = new Pages(1);
        await using var fleet = await DevFleet.StartAsync(pages.Store);
        async Task<(int, string)> Do(params string[] command)
        {
            var ran = await CommandLine.HereAsync([.. command, "--server", fleet.Url]);
            return (ran.Exit, ran.Error.TrimEnd());
        }

        var worker = (await CommandLine.HereAsync("worker", "list", "--server", fleet.Url, "-o", "name")).Out.Trim();
        Assert.Equal((3, "error: There is no run 0199b3c2-0000-7000-8000-000000000000."), await Do("run", "show", "0199b3c2-0000-7000-8000-000000000000"));
        Assert.Equal((3, "error: There is no run whose id begins with 'ffff'."), await Do("run", "watch", "ffff"));
        Assert.Equal(2, (await Do("run", "cancel", "the-last")).Item1);
        Assert.Equal(3, (await Do("worker", "drain", "nobody")).Item1);
        Assert.Equal((4, "error: This worker and its server are one process: stop the process, and what is open goes on at its next start."), await Do("worker", "drain", worker));
        Assert.Equal((2, "error: input is larger than 1048576 bytes."), await Do("run", "start", "docs-audit", "--input", $"@{Large(pages)}"));
        Assert.Equal((4, $"error: Port {fleet.Port} is in use: --port names another one, and 0 takes any that is free."), await In(pages, fleet.Port));
    }

    [Fact]
    public async Task A_server_that_cannot_now_is_asked_again_but_not_to_drain_which_it_has_tried_for_long()
    {
        var asked = new ConcurrentQueue<string>();
        await using var busy = WebApplication.CreateSlimBuilder().Build();
        busy.Urls.Add("http://127.0.0.1:0");
        busy.Run(http =>
        {
            asked.Enqueue($"{http.Request.Method} {http.Request.Path}");
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        await busy.StartAsync(Ct);

        await CommandLine.HereAsync("worker", "drain", "one", "--server", busy.Urls.Single());
        await CommandLine.HereAsync("run", "list", "--server", busy.Urls.Single());

        Assert.Equal(["POST /v1/workers/one/drain", .. Enumerable.Repeat("GET /v1/runs", 4)], asked);
    }

    [Fact]
    public async Task A_caller_who_needs_a_key_or_another_one_is_told_so()
    {
        await using var server = await KeyedServer.StartAsync(settings: (KeyedServer.RequireKey, "true"));
        using var folder = new TempFolder("keys");
        var url = server.Client(null).BaseAddress!.AbsoluteUri;
        async Task<Ran> With(string key, params string[] command)
        {
            await File.WriteAllTextAsync(folder.File("key"), key + "\n", Ct);
            return await CommandLine.HereAsync([.. command, "--server", url, "--token-file", folder.File("key")]);
        }

        var without = await CommandLine.HereAsync("run", "list", "--server", url);
        Assert.Equal((5, $"error: {url} asks for a key: put it into QUEUEAGENTS_TOKEN, or into a file for --token-file.\n"), (without.Exit, without.Error));
        var unknown = KeyText.New();
        var wrong = await With(unknown, "run", "list");
        Assert.Equal(5, wrong.Exit);
        Assert.StartsWith($"error: {url} does not take this key.", wrong.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(unknown, wrong.Error, StringComparison.Ordinal);
        var odd = await With("clé", "run", "list");
        Assert.Equal((2, "error: The key for the server is one line of letters, digits and a few signs.\n"), (odd.Exit, odd.Error));
        Assert.Equal(0, (await With(await server.KeyAsync(KeyRole.Viewer), "run", "list")).Exit);
        var viewer = await With(await server.KeyAsync(KeyRole.Viewer), "run", "start", "docs-audit", "/", "--detach");
        Assert.Equal((5, "error: This needs the role submitter or operator or admin; this key's is viewer.\n"), (viewer.Exit, viewer.Error));
        var submitter = await With(await server.KeyAsync(KeyRole.Submitter, "acme"), "run", "start", "docs-audit", "/", "--detach", "-o", "json");
        Assert.Contains("\"tenant\": \"acme\"", submitter.Out, StringComparison.Ordinal);
        var other = await With(await server.KeyAsync(KeyRole.Submitter, "acme"), "run", "start", "docs-audit", "/", "--detach", "--tenant", "other");
        Assert.Equal(5, other.Exit);
    }

    private static string Large(Pages pages)
    {
        var file = $"{pages.Store}.json";
        File.WriteAllText(file, $"\"{new string('x', 1_048_577)}\"");
        return file;
    }

    private static async Task<(int, string)> In(Pages pages, int port)
    {
        var ran = await CommandLine.ProcessAsync("dev", "--port", $"{port}", "--store", $"{pages.Store}.other");
        return (ran.Exit, ran.Error.TrimEnd());
    }
}
