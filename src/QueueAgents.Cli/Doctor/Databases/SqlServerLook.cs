using System.Runtime.CompilerServices;
using QueueAgents.Persistence.SqlServer.Checks;

namespace QueueAgents.Cli.Doctor.Databases;

/// <summary>What the store on SQL Server has to say of its database.</summary>
internal sealed class SqlServerLook(ISqlServerCheck check) : ICheck<OpenDatabase>
{
    public string Name => check.Name;

    public async IAsyncEnumerable<Finding> LookAsync(OpenDatabase on, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = on.Connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of the checks.
        command.CommandText = check.Sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (health, says, what) = check.Judge(reader);
        yield return new(Name, health switch { Health.Well => Verdict.Well, Health.Warning => Verdict.Warning, _ => Verdict.Wrong }, says, what);
    }
}
