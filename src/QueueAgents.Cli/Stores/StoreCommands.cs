using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;
using QueueAgents.Cli.Views;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.Sqlite;
using Spectre.Console;

namespace QueueAgents.Cli.Stores;

/// <summary>Brings a database to this build's schema, or says how it stands. Servers never change a schema by themselves.</summary>
internal static class StoreCommands
{
    private const string ConnectionVariable = "QUEUEAGENTS_CONNECTION";
    private const string Sqlite = "sqlite";
    private const string PostgreSql = "postgresql";

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
            [new("for a database of PostgreSQL; no connection is needed", "queueagents store script --database postgresql > schema.sql")],
            async (call, database, migrator, ct) =>
            {
                // SQLite has no way to say "if" in a script.
                call.Terminal.WriteLine(await migrator.ScriptAsync(idempotent: database == PostgreSql && !call.Get(plain), ct));
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
        var database = new Option<string>("--database") { Description = "sqlite or postgresql", HelpName = "DATABASE", DefaultValueFactory = _ => Sqlite };
        database.CompletionSources.Add(Sqlite, PostgreSql);
        var connection = new Option<string?>("--connection")
        {
            Description = $"How to reach the database; better in the environment, as {ConnectionVariable}, where a password is in it",
            HelpName = "STRING",
        };
        var command = new DocumentedCommand(name, description) { Examples = examples };
        command.Add(database);
        command.Add(connection);
        foreach (var option in own) command.Add(option);
        globals.Run(command, async (call, ct) =>
        {
            var kind = call.Get(database)!;
            var services = new ServiceCollection();
            switch (kind)
            {
                case Sqlite:
                    if (call.Get(connection) is not null) throw RefusedException.Usage("For sqlite, name the file with --store instead of --connection.");
                    if (name == "status" && !File.Exists(call.Store)) throw RefusedException.NotFound($"There is no store {call.Store} yet: a first run makes it.");
                    services.AddSqliteStore(name == "migrate" ? StorePlace.MakeFolder(call.Store) : call.Store);
                    break;
                case PostgreSql:
                    var reach = call.Get(connection) ?? Environment.GetEnvironmentVariable(ConnectionVariable) ?? (name == "script" ? "Host=none" : null);
                    services.AddPostgreSqlStore(reach ?? throw RefusedException.Usage($"Say how to reach the database: --connection, or the environment variable {ConnectionVariable}."));
                    break;
                default:
                    throw RefusedException.Usage($"--database is sqlite or postgresql, not '{kind}'.");
            }

            using var held = kind == Sqlite && name == "migrate" ? StoreLock.Acquire(call.Store) : null;
            await using var provider = services.BuildServiceProvider();
            return await run(call, kind, provider.GetRequiredService<StoreMigrator>(), ct);
        });
        return command;
    }
}
