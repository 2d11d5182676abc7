using Microsoft.Data.SqlClient;
using QueueAgents.Persistence.SqlServer;

namespace QueueAgents.TransactSql.Statements;

/// <summary>Keeps the commands the store would send, and sends none.</summary>
internal sealed class Recorder() : SqlServerSource("Server=nowhere")
{
    public List<SqlCommand> Commands { get; } = [];

    public override Task<T> RunAsync<T>(Func<SqlCommand> make, Func<SqlDataReader, Task<T>> read, CancellationToken ct)
    {
        Commands.Add(make());
        return Task.FromResult(default(T)!);
    }
}
