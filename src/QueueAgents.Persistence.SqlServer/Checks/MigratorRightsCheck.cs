using System.Data.Common;

namespace QueueAgents.Persistence.SqlServer.Checks;

/// <summary>Whether this login could migrate: needed by one, and by no server.</summary>
internal sealed class MigratorRightsCheck : ISqlServerCheck
{
    public string Name => "migrator-rights";

    public string Sql => """
        select cast(coalesce(has_perms_by_name(db_name(), 'DATABASE', 'CREATE TABLE'), 0) as int), cast(coalesce(has_perms_by_name(N'dbo', 'SCHEMA', 'ALTER'), 0) as int);
        """;

    public Diagnosis Judge(DbDataReader reader)
    {
        reader.Read();
        return (reader.GetInt32(0), reader.GetInt32(1)) is (1, 1)
            ? new(Health.Well, "This login may migrate the schema.")
            : new(Health.Well, "This login may not migrate the schema, as it should be for a server; `store migrate` needs one with the role of Rights/migrator.sql.");
    }
}
