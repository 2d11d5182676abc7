using System.Reflection;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore.Storage;
using QueueAgents.Persistence.SqlServer;
using Xunit;

namespace QueueAgents.TransactSql;

public sealed class ErrorTests
{
    [Theory]
    [InlineData(0, true)] // a broken connection on Linux
    [InlineData(-2, true)] // timeout
    [InlineData(1205, true)] // deadlock
    [InlineData(10054, true)]
    [InlineData(4060, true)] // the database is not open yet
    [InlineData(40613, true)] // Azure moves it
    [InlineData(2627, false)]
    [InlineData(2601, false)]
    [InlineData(547, false)] // a check
    [InlineData(515, false)] // null
    [InlineData(2628, false)] // cut off
    [InlineData(18456, false)] // login failed
    [InlineData(8622, false)] // no plan
    public void An_error_is_transient_where_trying_again_may_help(int number, bool transient)
    {
        var error = Error(number, "text");
        Assert.Equal(transient, SqlServerErrors.IsTransient(error));
        Assert.Equal(transient, SqlServerErrors.IsTransient(new RetryLimitExceededException("again", error)));
        Assert.Equal(transient, SqlServerErrors.IsTransient(new InvalidOperationException("likely transient", error)));
    }

    [Theory]
    [InlineData(1205, "Transaction (Process ID 60) was deadlocked", true)]
    [InlineData(2627, "Violation of PRIMARY KEY constraint 'pk_run'. Cannot insert duplicate key in object 'dbo.run'.", true)]
    [InlineData(2601, "Cannot insert duplicate key row in object 'dbo.run' with unique index 'ux_run_key'.", true)]
    [InlineData(2627, "Verletzung der PRIMARY KEY-Einschränkung 'pk_worker'.", true)]
    [InlineData(2601, "Cannot insert duplicate key row in object 'dbo.transition' with unique index 'ux_transition_command'.", false)]
    [InlineData(2627, "Violation of PRIMARY KEY constraint 'pk_transition'.", false)]
    [InlineData(2601, "Cannot insert duplicate key row in object 'dbo.dispatch' with unique index 'ux_dispatch_open'.", false)]
    [InlineData(547, "conflicted with the CHECK constraint 'pk_run'", false)]
    public void A_command_that_lost_a_race_runs_again(int number, string message, bool again) => Assert.Equal(again, SqlServerErrors.LostARace(Error(number, message)));

    [Fact]
    public void The_violated_index_is_known_by_its_name()
    {
        var error = Error(2601, "… with unique index 'ux_transition_command'. The duplicate key value is (…).");
        Assert.True(SqlServerErrors.IsDuplicateOf(error, "ux_transition_command"));
        Assert.False(SqlServerErrors.IsDuplicateOf(error, "ux_run_key"));
        Assert.False(SqlServerErrors.IsDuplicateOf(Error(547, "ux_transition_command"), "ux_transition_command"));
    }

    [Fact]
    public async Task A_refused_connection_is_transient_and_is_said_by_the_client_itself()
    {
        var source = new SqlServerSource("Server=tcp:127.0.0.1,1;User ID=nobody;Password=none;Encrypt=false;Connect Timeout=1;ConnectRetryCount=0");
        var thrown = await Assert.ThrowsAsync<SqlException>(() => source.CountAsync(() => new("select 1"), TestContext.Current.CancellationToken));
        Assert.True(SqlServerErrors.IsTransient(thrown), $"{thrown.Number}: {thrown.Message}");
    }

    [Fact]
    public void What_a_connection_string_says_itself_is_kept()
    {
        var ours = SqlServerSource.Settings("Server=s");
        Assert.Equal(("queue-agents", PoolBlockingPeriod.NeverBlock), (ours.ApplicationName, ours.PoolBlockingPeriod));
        var theirs = SqlServerSource.Settings("Server=s;Application Name=mine;Pool Blocking Period=Auto;Command Timeout=7");
        Assert.Equal(("mine", PoolBlockingPeriod.Auto, 7), (theirs.ApplicationName, theirs.PoolBlockingPeriod, theirs.CommandTimeout));
        Assert.NotEqual(theirs.ConnectionString, SqlServerSource.ForReads(theirs.ConnectionString));
    }

    /// <summary>The client makes its errors itself; there is no public way.</summary>
    private static SqlException Error(int number, string message)
    {
        const BindingFlags hidden = BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        var make = typeof(SqlError).GetConstructors(hidden).First(c => c.GetParameters() is [{ Name: "infoNumber" }, { Name: "errorState" }, { Name: "errorClass" }, { Name: "server" }, { Name: "errorMessage" }, ..]);
        var values = make.GetParameters().Select(p => p.Name switch
        {
            "infoNumber" => number,
            "errorClass" => (byte)14,
            "errorMessage" => message,
            _ => p.HasDefaultValue ? p.DefaultValue : p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : p.ParameterType == typeof(string) ? "" : null,
        }).ToArray();
        var errors = (SqlErrorCollection)Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        typeof(SqlErrorCollection).GetMethod("Add", hidden)!.Invoke(errors, [make.Invoke(values)]);
        var create = typeof(SqlException).GetMethods(hidden).First(m => m.Name == "CreateException" && m.GetParameters() is [{ ParameterType: var first }, { ParameterType: var second }] && first == typeof(SqlErrorCollection) && second == typeof(string));
        return (SqlException)create.Invoke(null, [errors, "17.0"])!;
    }
}
