using System.Data.Common;
using QueueAgents.Persistence.SqlServer.Tables;

namespace QueueAgents.Persistence.SqlServer.Checks;

/// <summary>Which collation the server or the database has does not matter; which our columns have does.</summary>
internal sealed class CollationCheck : ISqlServerCheck
{
    public string Name => "collation";

    public string Sql => $"""
        select cast(databasepropertyex(db_name(), 'Collation') as nvarchar(128)),
            (select count(*) from sys.columns c join sys.tables t on t.object_id = c.object_id
             where t.schema_id = schema_id() and c.collation_name <> N'{SqlServerTables.Collation}'
                and t.name in (N'run', N'run_tag', N'transition', N'dispatch', N'payload', N'signal', N'effect', N'item', N'memory', N'outbox', N'worker', N'api_key'));
        """;

    public Diagnosis Judge(DbDataReader reader)
    {
        reader.Read();
        var (database, others) = (reader.GetString(0), reader.GetInt32(1));
        return others == 0
            ? new(Health.Well, $"Our texts compare by code unit; the database's own collation is {database}.")
            : new(Health.Wrong, $"{others} text columns do not compare by {SqlServerTables.Collation}: keys that differ may count as one.",
                "Somebody has changed them. Make the schema anew by `queueagents store migrate` in an empty database and copy the rows.");
    }
}
