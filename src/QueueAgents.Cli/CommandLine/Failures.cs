using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Storage;
using QueueAgents.Contracts;
using QueueAgents.Embedded;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.Sqlite;
using QueueAgents.Persistence.SqlServer;

namespace QueueAgents.Cli.CommandLine;

/// <summary>What an exception means to whoever typed the command.</summary>
internal static class Failures
{
    private const int NotADatabase = 26;

    /// <returns>The exit code, and a sentence; none where nothing need be said.</returns>
    public static (int Code, string? Sentence) Of(Exception thrown) => thrown switch
    {
        RefusedException refused => (refused.Code, refused.Message),
        OperationCanceledException => (ExitCode.Interrupted, null),
        RunRefusedException refused => (CodeOf(refused.Code), refused.Message),
        StoreInUseException or SchemaException => (ExitCode.Conflict, thrown.Message),
        SqliteException { SqliteErrorCode: NotADatabase } => (ExitCode.Failed, "The store is not a database of ours: --store names a file that queueagents made."),
        SqliteException sqlite => (ExitCode.Failed, $"The store cannot be used: {sqlite.Message}"),
        // Entity Framework wraps what its retries could not help.
        RetryLimitExceededException { InnerException: { } inner } => Of(inner),
        SqlException when SqlServerErrors.IsTransient(thrown) => (ExitCode.Unreachable, $"The database does not answer: {thrown.Message}"),
        DbException { IsTransient: true } => (ExitCode.Unreachable, $"The database does not answer: {thrown.Message}"),
        DbException => (ExitCode.Failed, $"The database refuses: {thrown.Message}"),
        TimeoutException => (ExitCode.Unreachable, thrown.Message),
        UnauthorizedAccessException or IOException => (ExitCode.Failed, thrown.Message),
        NotSupportedException => (ExitCode.Failed, thrown.Message),
        AggregateException { InnerExceptions: [var only] } => Of(only),
        _ => (ExitCode.Failed, $"This should not have happened ({thrown.GetType().Name}): {thrown.Message} --verbose says where."),
    };

    private static int CodeOf(string rejection) => rejection switch
    {
        Rejections.NotFound => ExitCode.NotFound,
        Rejections.Invalid or Rejections.TooLarge => ExitCode.Usage,
        _ => ExitCode.Conflict,
    };
}
