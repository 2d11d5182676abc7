using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;
using QueueAgents.Cli.Views;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.Sqlite;
using Spectre.Console;

namespace QueueAgents.Cli.Stores;

/// <summary>Brings a database to this build's schema, or says how it stands. Servers never change a schema by themselves.</summary>
internal static class StoreCommands
{
    private const string ConnectionVariable = DatabaseOptions.ConnectionVariable;

    public static Command Status(Globals globals) => Create(
        globals, "status", "Say how a store's schema stands to this program", [],
        [new("the store of this user", "queueagents store status"), new("a server's database", $"{ConnectionVariable}='Host=db;Username=qa;Password=…' queueagents store status --database postgresql")],
        async (call, database, migrator, ct) =>
        {
            call.Writer.One(StoreView.Of(database, await migrator.StatusAsync(ct)), store => store.Status, Sheet);
            return ExitCode.Ok;
        });

    public static Command Migrate(Globals globals) => Create(
        globals, "migrate", "Bring a store to the schema of this program", [],
        [new("a server's database, before a new release is started", $"{ConnectionVariable}='Host=db;Username=owner;Password=…' queueagents store migrate --database postgresql")],
        async (call, database, migrator, ct) =>
        {
            var applied = await migrator.MigrateAsync(ct);
            call.Terminal.Say(applied.Count == 0 ? "[grey]It had this schema already.[/]" : $"[grey]Applied:[/] {Markup.Escape(string.Join(", ", applied))}");
            call.Writer.One(StoreView.Of(database, await migrator.StatusAsync(ct)), store => store.Status, Sheet);
            return ExitCode.Ok;
        });

    public static Command Script(Globals globals)
    {
        var plain = new Option<bool>("--plain") { Description = "Without checks of what is there already: for an empty database" };
        return Create(
            globals, "script", "Print the SQL of the schema, for an administrator to apply", [plain],
            [
                new("for a database of PostgreSQL; no connection is needed", "queueagents store script --database postgresql > schema.sql"),
                new("for SQL Server, to be applied by its own tool", "queueagents store script --database sqlserver > schema.sql && sqlcmd -S db -d agents -b -i schema.sql"),
            ],
            async (call, database, migrator, ct) =>
            {
                // SQLite has no way to say "if" in a script.
                call.Terminal.WriteLine(await migrator.ScriptAsync(idempotent: database != DatabaseOptions.Sqlite && !call.Get(plain), ct));
                return ExitCode.Ok;
            });
    }

    private static Grid Sheet(StoreView store) => Tables.Facts(
        ("Database", store.Database),
        ("Schema", store.Status == "current" ? "[green]current[/]" : $"[yellow]{store.Status}[/]"),
        ("Applied", Markup.Escape(string.Join(", ", store.Applied))),
        ("Pending", Markup.Escape(string.Join(", ", store.Pending))),
        ("Unknown", Markup.Escape(string.Join(", ", store.Unknown))));

    private static DocumentedCommand Create(
        Globals globals, string name, string description, IReadOnlyList<Option> own, IReadOnlyList<Example> examples,
        Func<Invocation, string, StoreMigrator, CancellationToken, Task<int>> run)
    {
        var database = new DatabaseOptions();
        var command = new DocumentedCommand(name, description) { Examples = examples };
        database.AddTo(command);
        foreach (var option in own) command.Add(option);
        globals.Run(command, async (call, ct) =>
        {
            var kind = database.KindOf(call);
            var makesFile = kind == DatabaseOptions.Sqlite && name == "migrate";
            if (name == "status") database.RequireFile(call);
            if (makesFile) StorePlace.MakeFolder(call.Store);

            using var held = makesFile ? StoreLock.Acquire(call.Store) : null;
            await using var provider = database.Open(call, otherwise: name == "script" ? "Server=none" : null);
            return await run(call, kind, provider.GetRequiredService<StoreMigrator>(), ct);
        });
        return command;
    }
}
