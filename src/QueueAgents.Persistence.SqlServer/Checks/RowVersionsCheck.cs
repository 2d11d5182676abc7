using System.Data.Common;

namespace QueueAgents.Persistence.SqlServer.Checks;

internal sealed class RowVersionsCheck : ISqlServerCheck
{
    public string Name => "read-committed-snapshot";

    public string Sql => "select d.is_read_committed_snapshot_on from sys.databases d where d.database_id = db_id();";

    public Diagnosis Judge(DbDataReader reader)
    {
        reader.Read();
        return reader.GetBoolean(0)
            ? new(Health.Well, "READ_COMMITTED_SNAPSHOT is on: reads do not wait for commits.")
            : new(Health.Warning, "READ_COMMITTED_SNAPSHOT is off: nothing goes wrong, but reads wait for commits and may meet them in a deadlock, which is tried again.",
                "While no server runs: alter database current set read_committed_snapshot on with rollback immediate");
    }
}
