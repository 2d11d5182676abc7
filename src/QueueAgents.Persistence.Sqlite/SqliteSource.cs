using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using QueueAgents.Persistence.Sqlite.Wire;

namespace QueueAgents.Persistence.Sqlite;

/// <summary>
/// The connections to one database file: a writer that is used by one caller at a time, and as many readers as read at once. A reader
/// sees what was committed before it began, and neither waits for the other (WAL). SQLite's calls block: there is no I/O to await.
/// </summary>
internal sealed class SqliteSource(string path) : IDisposable
{
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly ConcurrentBag<Session> readers = [];
    private readonly string connectionString = SqliteModel.ConnectionString(path, pooling: false);
    private Session? writer;
    private bool disposed;

    public string Path => path;

    /// <summary>One snapshot for all statements of <paramref name="work"/>.</summary>
    public Task<T> ReadAsync<T>(Func<Session, T> work, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var session = readers.TryTake(out var idle) ? idle : Open();
        try
        {
            session.Execute("begin");
            var answer = work(session);
            session.Execute("commit");
            if (disposed) session.Dispose();
            else readers.Add(session);
            return Task.FromResult(answer);
        }
        catch
        {
            // Whatever state it is in, the next reader gets another.
            session.Dispose();
            throw;
        }
    }

    /// <summary>One transaction, durable when this returns; nothing of it where this throws before its commit. // R1</summary>
    public async Task<T> WriteAsync<T>(Func<Session, T> work, CancellationToken ct)
    {
        await writing.WaitAsync(ct);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            var session = writer ??= Open();
            session.Execute("begin immediate");
            var answer = work(session);
            session.Execute("commit");
            return answer;
        }
        catch
        {
            // Closing the connection rolls back what is open.
            writer?.Dispose();
            writer = null;
            throw;
        }
        finally
        {
            writing.Release();
        }
    }

    public void Dispose()
    {
        writing.Wait();
        disposed = true;
        writer?.Dispose();
        while (readers.TryTake(out var reader)) reader.Dispose();
        writing.Release();

        // Those EF keeps for the reads: the last one to close leaves a database without a log beside it.
        using var pooled = new SqliteConnection(SqliteModel.ConnectionString(path));
        SqliteConnection.ClearPool(pooled);
    }

    private Session Open()
    {
        var session = new Session(connectionString);
        session.Run("""
            pragma journal_mode = wal;
            pragma synchronous = full;          -- a commit that was answered survives a power cut
            pragma busy_timeout = 30000;
            pragma wal_autocheckpoint = 4000;   -- 16 MB: a checkpoint costs two more syncs
            pragma cache_size = -16000;
            pragma temp_store = memory;
            """);
        return session;
    }
}
