using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.Persistence.Sqlite;
using QueueAgents.Persistence.SqlServer;

namespace QueueAgents.Cli.Stores;

/// <summary>Which database a command works on: a user's file, or a server's database.</summary>
internal sealed class DatabaseOptions
{
    public const string ConnectionVariable = "QUEUEAGENTS_CONNECTION";
    public const string Sqlite = "sqlite";
    public const string PostgreSql = "postgresql";
    public const string SqlServer = "sqlserver";

    private readonly Option<string> _database = new("--database")
    {
        Description = "sqlite, postgresql or sqlserver",
        HelpName = "DATABASE",
        DefaultValueFactory = _ => Sqlite,
        CompletionSources = { Sqlite, PostgreSql, SqlServer },
    };

    private readonly Option<string?> _connection = new("--connection")
    {
        Description = $"How to reach the database; better in the environment, as {ConnectionVariable}, where a password is in it",
        HelpName = "STRING",
    };

    public void AddTo(Command command)
    {
        command.Add(_database);
        command.Add(_connection);
    }

    /// <summary>Whether a database was named at all.</summary>
    public bool IsNamed(Invocation call) => call.Parsed.GetResult(_database) is { Implicit: false } || call.Get(_connection) is not null;

    /// <exception cref="RefusedException">There is no such kind, or what is said of it does not fit.</exception>
    public string KindOf(Invocation call) => call.Get(_database) switch
    {
        Sqlite when call.Get(_connection) is not null => throw RefusedException.Usage("For sqlite, name the file with --store instead of --connection."),
        Sqlite => Sqlite,
        PostgreSql => PostgreSql,
        SqlServer => SqlServer,
        var other => throw RefusedException.Usage($"--database is sqlite, postgresql or sqlserver, not '{other}'."),
    };

    /// <summary>The store's services; nothing is opened yet.</summary>
    /// <param name="otherwise">The connection string where none is given, for what needs no connection.</param>
    /// <exception cref="RefusedException">It is not said how to reach the database.</exception>
    public ServiceProvider Open(Invocation call, string? otherwise = null)
    {
        var services = new ServiceCollection();
        var kind = KindOf(call);
        if (kind == Sqlite) return services.AddSqliteStore(call.Store).BuildServiceProvider();

        var reach = call.Get(_connection) ?? Environment.GetEnvironmentVariable(ConnectionVariable) ?? otherwise
            ?? throw RefusedException.Usage($"Say how to reach the database: --connection, or the environment variable {ConnectionVariable}.");
        return (kind == SqlServer ? services.AddSqlServerStore(reach) : services.AddPostgreSqlStore(reach)).BuildServiceProvider();
    }

    /// <exception cref="RefusedException">It is a file, and there is none.</exception>
    public void RequireFile(Invocation call)
    {
        if (KindOf(call) == Sqlite && !File.Exists(call.Store)) throw RefusedException.NotFound($"There is no store {call.Store} yet: a first run makes it.");
    }
}
