using QueueAgents.TestNodes;

namespace QueueAgents.Chaos.Fleet;

/// <summary>A place in the fleet: one process now, another after a kill.</summary>
internal sealed class FleetProcess(string name, ChildStart start) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private ChildProcess? _process;

    public string Name => name;

    public int Kills { get; private set; }

    /// <summary>Something is being done to it.</summary>
    public bool IsBusy => _turn.CurrentCount == 0;

    public bool HasExited => _process is null or { HasExited: true };

    public async Task StartAsync() => _process = await ChildProcess.StartAsync(start);

    /// <summary>SIGKILL, and another process in its place at once.</summary>
    public Task KillAsync() => TurnAsync(async process =>
    {
        process.Kill();
        await process.DisposeAsync();
        Kills++;
        await StartAsync();
    });

    /// <summary>SIGSTOP for a while: it holds what it holds and answers nobody; then it goes on as if nothing had been.</summary>
    public Task FreezeAsync(TimeSpan time) => TurnAsync(async process =>
    {
        process.Stop();
        await Task.Delay(time);
        process.Continue();
    });

    /// <summary>Starts what has ended by itself. Returns its last words, or null where it lives.</summary>
    public async Task<string?> ReviveAsync()
    {
        string? words = null;
        await TurnAsync(async process =>
        {
            if (!process.HasExited) return;
            words = process.Tail();
            await process.DisposeAsync();
            await StartAsync();
        });
        return words;
    }

    public async Task KillForGoodAsync()
    {
        _process?.Kill();
        if (_process is not null) await _process.WaitForExitAsync();
    }

    public void Terminate() => _process?.Terminate();

    public Task<int> WaitForExitAsync(TimeSpan? deadline = null) => _process!.WaitForExitAsync(deadline);

    public Task<string> WaitForLine(Func<string, bool> predicate) => _process!.WaitForLine(predicate);

    public string Tail(int lines = 40) => _process?.Tail(lines) ?? "";

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _turn.Dispose();
    }

    private async Task TurnAsync(Func<ChildProcess, Task> act)
    {
        await _turn.WaitAsync();
        try
        {
            await act(_process!);
        }
        finally
        {
            _turn.Release();
        }
    }
}
