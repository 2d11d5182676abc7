using System.Data.Common;

namespace QueueAgents.Persistence.SqlServer.Checks;

internal sealed class DurabilityCheck : ISqlServerCheck
{
    public string Name => "durable-commits";

    public string Sql => "select coalesce(d.delayed_durability_desc, 'DISABLED') from sys.databases d where d.database_id = db_id();";

    public Diagnosis Judge(DbDataReader reader)
    {
        reader.Read();
        return reader.GetString(0) == "FORCED"
            ? new(Health.Wrong, "DELAYED_DURABILITY is FORCED: a commit that was answered may be lost with the server.", "alter database current set delayed_durability = disabled")
            : new(Health.Well, "What was answered as committed is on disk.");
    }
}
