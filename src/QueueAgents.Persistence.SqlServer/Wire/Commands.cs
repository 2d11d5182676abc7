using Microsoft.Data.SqlClient;

namespace QueueAgents.Persistence.SqlServer.Wire;

internal static class Commands
{
    public static SqlCommand Of(string sql, Action<SqlParameterCollection> parameters)
    {
        // The statements are constants of ours; whatever comes from outside is a parameter.
#pragma warning disable CA2100
        var command = new SqlCommand(sql);
#pragma warning restore CA2100
        parameters(command.Parameters);
        return command;
    }
}
