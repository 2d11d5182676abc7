using System.Text;

namespace QueueAgents.TestFleet;

/// <summary>Lines that are only added to, and are the kernel's before whoever added one goes on: no kill of this process takes one back.</summary>
internal sealed class AppendOnlyFile(string path) : IAsyncDisposable
{
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly SemaphoreSlim _turn = new(1);

    public async Task AddAsync(string line)
    {
        await _turn.WaitAsync();
        try
        {
            await _file.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _turn.Dispose();
    }
}
