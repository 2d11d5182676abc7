using System.Runtime.CompilerServices;
using Microsoft.Data.SqlClient;

namespace QueueAgents.Cli.Doctor.Databases;

/// <summary>
/// The connection is encrypted. Without that SqlClient (5.2 to 7.1, its own networking, which is that of Linux) loses its place in a text that
/// comes in several packets, when a packet comes in pieces: it throws, or waits for what it has already read. An encrypted packet comes whole.
/// </summary>
internal sealed class SqlServerEncryption : ICheck<OpenDatabase>
{
    public string Name => "sqlserver-encryption";

    public async IAsyncEnumerable<Finding> LookAsync(OpenDatabase on, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        yield return new SqlConnectionStringBuilder(on.Connection.ConnectionString).Encrypt == SqlConnectionEncryptOption.Optional
            ? this.Wrong("The connection is not encrypted: long texts cross the network in the open, and off Windows the client may lose its place in one.", "Leave Encrypt out of the connection string, or set Encrypt=true.")
            : this.Well("The connection is encrypted.");
    }
}
