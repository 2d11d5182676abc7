using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Stores;
using QueueAgents.Cli.Views;
using QueueAgents.Contracts;
using QueueAgents.Http.Words;
using QueueAgents.Orchestration.Keys;
using QueueAgents.Orchestration.Store;
using Spectre.Console;

namespace QueueAgents.Cli.Keys;

/// <summary>Makes a key and shows it this once, or takes one that a file holds.</summary>
internal static class KeyCreateCommand
{
    private static string[] Roles { get; } = [.. Enum.GetValues<KeyRole>().Select(role => role.ToString().ToLowerInvariant())];

    public static Command Create(Globals globals)
    {
        var name = new Option<string>("--name") { Description = "Who or what holds it", HelpName = "NAME", Required = true };
        var role = RoleOption();
        var tenant = new Option<string?>("--tenant") { Description = "Sees and starts the runs of this tenant only [default: of all]", HelpName = "TENANT" };
        var expires = new Option<string?>("--expires") { Description = "Is valid for this time, such as 12h or 90d [default: until it is revoked]", HelpName = "TIME" };
        var file = new Option<string?>("--secret-file") { Description = "Take the key that is in this file, instead of making one; again is no mistake", HelpName = "FILE" };
        var command = new DocumentedCommand("create", "Make a key for the HTTP interface; its text is printed this once and kept nowhere")
        {
            Notes = """
                Roles:
                  viewer     looks at runs, their history and the fleet
                  submitter  looks, starts runs and gives them signals
                  operator   what a submitter may; cancels, pauses, resumes and retries runs; lets workers leave
                  approver   looks, and answers the questions of runs
                  admin      everything
                """,
            Examples =
            [
                new("for a service that feeds the fleet with runs of one tenant",
                    "queueagents key create --name billing --role submitter --tenant acme --expires 90d --store runs.db > billing.key"),
                new("for an administrator, on a server's database",
                    $"{DatabaseOptions.ConnectionVariable}='Host=db;Username=qa;Password=…' queueagents key create --name ada --role admin --database postgresql"),
                new("one that is a secret of containers already; openssl makes 256 random bits",
                    "printf qa_%s $(openssl rand -hex 32) > api.key; queueagents key create --name compose --role operator --secret-file api.key"),
            ],
        };
        foreach (var option in new Option[] { name, role, tenant, expires, file }) command.Add(option);
        return KeyVerb.On(globals, command, async (call, keys, ct) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var text = call.Get(file) is { } path ? await SecretFile.ReadAsync(path, ct) : KeyText.New();
            var key = new ApiKey
            {
                Id = Guid.CreateVersion7(now),
                Name = Checked(call.Get(name), Names.IsKey, "--name is a text of 1 to 200 characters."),
                Prefix = KeyText.PrefixOf(text),
                Role = call.Get(role),
                Tenant = call.Get(tenant) is { } given ? Checked(given, Names.IsTenant, $"'{given}' is no tenant's name: 1 to 64 of letters, digits, '.', '_' and '-'.") : null,
                CreatedAt = now,
                CreatedBy = Invocation.By,
                ExpiresAt = call.Get(expires) is { } valid ? now + Length(valid) : null,
            };
            if (await keys.AddAsync(key, KeyText.HashOf(text), ct)) Tell(call, key, now, call.Get(file) is null ? text : null);
            else Tell(call, await SameAsync(keys, key, text, now, ct), now, null);
            return ExitCode.Ok;
        });
    }

    /// <summary>A new key alone is what <c>$(queueagents key create …)</c> wants; one from a file is not printed.</summary>
    private static void Tell(Invocation call, ApiKey key, DateTimeOffset now, string? text)
    {
        var view = KeyView.Of(key, now, text);
        if (text is null)
        {
            call.Writer.One(view, one => one.Prefix, one => KeyListCommand.TableOf([one], now));
            return;
        }

        call.Writer.One(view, _ => text, _ => new Text(text + Environment.NewLine));
        if (call.Writer.IsTable) call.Terminal.Say($"[grey]This is the only time it is shown. It begins with[/] {key.Prefix}[grey]; role[/] {view.Role.ToString().ToLowerInvariant()}[grey], tenant[/] {key.Tenant ?? "all"}[grey].[/]");
    }

    /// <summary>The key that is there already, if it is what was asked for.</summary>
    private static async Task<ApiKey> SameAsync(IKeyStore keys, ApiKey asked, string text, DateTimeOffset now, CancellationToken ct)
    {
        var found = await keys.FindAsync(KeyText.HashOf(text), ct) ?? throw new InvalidOperationException("A key has gone while it was looked at.");
        if (!found.IsValid(now)) throw RefusedException.Conflict($"The key {found.Prefix} was revoked or has expired: it does not come back. Put another into the file.");
        if ((found.Role, found.Tenant) != (asked.Role, asked.Tenant))
            throw RefusedException.Conflict($"The key {found.Prefix} is there as {found.Role.ToString().ToLowerInvariant()} of tenant {found.Tenant ?? "all"}: revoke it, and put another into the file.");
        return found;
    }

    private static Option<KeyRole> RoleOption()
    {
        var role = new Option<KeyRole>("--role")
        {
            Description = "What it may do, see below",
            HelpName = string.Join('|', Roles),
            Required = true,
            CustomParser = parsed =>
            {
                var at = Array.IndexOf(Roles, parsed.Tokens[0].Value.ToLowerInvariant());
                if (at >= 0) return Enum.GetValues<KeyRole>()[at];
                parsed.AddError($"--role is one of {string.Join(", ", Roles)}, not '{parsed.Tokens[0].Value}'.");
                return default;
            },
        };
        role.CompletionSources.Clear();
        role.CompletionSources.Add(Roles);
        return role;
    }

    private static TimeSpan Length(string text) => Times.Parse(text) is { Ticks: > 0 } time && time < TimeSpan.FromDays(36_500)
        ? time
        : throw RefusedException.Usage($"--expires is a time such as 12h or 90d, not '{text}'.");

    private static string Checked(string? text, Func<string?, bool> holds, string otherwise) => holds(text) ? text! : throw RefusedException.Usage(otherwise);
}
