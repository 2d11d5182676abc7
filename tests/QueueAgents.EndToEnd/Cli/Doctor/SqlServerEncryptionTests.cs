using Microsoft.Data.SqlClient;
using QueueAgents.Cli.Doctor;
using QueueAgents.Cli.Doctor.Databases;
using Xunit;

namespace QueueAgents.EndToEnd.Cli.Doctor;

public sealed class SqlServerEncryptionTests
{
    [Theory]
    [InlineData("Server=db", "Well")]
    [InlineData("Server=db;Encrypt=true", "Well")]
    [InlineData("Server=db;Encrypt=strict", "Well")]
    [InlineData("Server=db;Encrypt=false", "Wrong")]
    public async Task A_connection_that_is_not_encrypted_is_wrong(string connection, string verdict)
    {
        await using var notOpened = new SqlConnection(connection);
        var found = await new SqlServerEncryption().LookAsync(new OpenDatabase(notOpened, null!, null!, ""), TestContext.Current.CancellationToken).SingleAsync(TestContext.Current.CancellationToken);

        Assert.Equal(verdict, found.Verdict.ToString());
    }
}
