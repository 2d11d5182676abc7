using Npgsql;

namespace QueueAgents.Persistence.PostgreSql;

/// <summary>The pool of the hot path. What the connection string says itself is kept.</summary>
internal static class PostgreSqlSource
{
    public static NpgsqlDataSource Create(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        Default(settings, "Application Name", "queue-agents");
        // Each statement is parsed and planned once per connection.
        Default(settings, "Max Auto Prepare", 100);
        Default(settings, "Auto Prepare Min Usages", 2);
        // Nothing here leaves state behind on a connection, so there is nothing to reset before each command.
        Default(settings, "No Reset On Close", true);
        return NpgsqlDataSource.Create(settings);
    }

    private static void Default(NpgsqlConnectionStringBuilder settings, string name, object value)
    {
        if (!settings.ContainsKey(name)) settings[name] = value;
    }
}
