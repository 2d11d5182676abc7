namespace QueueAgents.Persistence.Sqlite;

/// <summary>What all migrations make of an empty file, as one script: written from them and checked against them by a test.</summary>
internal static class SqliteSchema
{
    public static string Script
    {
        get
        {
            using var reader = new StreamReader(typeof(SqliteSchema).Assembly.GetManifestResourceStream("QueueAgents.Persistence.Sqlite.Schema.sql")!);
            return reader.ReadToEnd();
        }
    }
}
