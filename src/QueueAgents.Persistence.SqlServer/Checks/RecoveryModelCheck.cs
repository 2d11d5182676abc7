using System.Data.Common;

namespace QueueAgents.Persistence.SqlServer.Checks;

internal sealed class RecoveryModelCheck : ISqlServerCheck
{
    public string Name => "recovery-model";

    public string Sql => "select d.recovery_model_desc, d.log_reuse_wait_desc from sys.databases d where d.database_id = db_id();";

    public Diagnosis Judge(DbDataReader reader)
    {
        reader.Read();
        var (model, waitsFor) = (reader.GetString(0), reader.GetString(1));
        if (model == "SIMPLE")
        {
            return new(Health.Warning, "The recovery model is SIMPLE: a restore goes back to the last backup, and all that runs did since is lost.",
                "For production: alter database current set recovery full, a full backup, and a backup of the log every few minutes.");
        }

        return waitsFor == "LOG_BACKUP"
            ? new(Health.Warning, $"The recovery model is {model}, and the log waits for a backup: it grows until there is one.", "Back up the log every few minutes.")
            : new(Health.Well, $"The recovery model is {model}.");
    }
}
