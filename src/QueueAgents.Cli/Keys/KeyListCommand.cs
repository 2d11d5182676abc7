using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;
using QueueAgents.Cli.Views;
using QueueAgents.Http.Words;
using Spectre.Console;

namespace QueueAgents.Cli.Keys;

internal static class KeyListCommand
{
    public static Command Create(Globals globals)
    {
        var command = new DocumentedCommand("list", "List the keys of the HTTP interface; never their texts")
        {
            Examples =
            [
                new("whose key is it that begins so", "queueagents key list | grep qa_Vt3kQ9xw"),
                new("what nobody has used for long", "queueagents key list -o jsonl | jq -r 'select(.lastUsedAt < \"2026-06\") | .prefix'"),
            ],
        };
        return KeyVerb.On(globals, command, async (call, keys, ct) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var views = (await keys.ListAsync(ct)).Select(key => KeyView.Of(key, now)).ToList();
            call.Writer.Many(views, key => key.Prefix, shown => TableOf(shown, now));
            if (call.Writer.IsTable && views.Count == 0) call.Terminal.Say("[grey]There is no key yet: queueagents key create[/]");
            return ExitCode.Ok;
        });
    }

    public static Table TableOf(IReadOnlyList<KeyView> keys, DateTimeOffset now)
    {
        var table = Tables.Of("KEY", "NAME", "ROLE", "TENANT", "STATUS", "CREATED", "EXPIRES", "LAST USED");
        foreach (var key in keys)
        {
            table.AddRow(
                Markup.Escape(key.Prefix),
                Markup.Escape(key.Name),
                key.Role.ToString().ToLowerInvariant(),
                Markup.Escape(key.Tenant ?? "all"),
                key.Status == "valid" ? "[green]valid[/]" : $"[yellow]{key.Status}[/]",
                Times.Ago(key.CreatedAt, now),
                key.ExpiresAt is { } end ? Times.Moment(end) : "never",
                key.LastUsedAt is { } used ? Times.Ago(used, now) : "never");
        }

        foreach (var column in table.Columns) column.NoWrap();
        return table;
    }
}
