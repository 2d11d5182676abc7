using System.Diagnostics;

namespace QueueAgents.TestNodes;

/// <summary>
/// A program under a test's control: watched through its output, signalled by its pid, gone on dispose
/// together with its process group, and (where setpriv is installed) gone when the test process is killed.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ChildOutput _output;
    private readonly Task _pumps;
    private readonly string _name;
    private bool _disposed;

    private ChildProcess(Process process, ChildOutput output, string name)
    {
        _process = process;
        _output = output;
        _name = name;
        Pid = process.Id;
        _pumps = PumpAsync();
    }

    public int Pid { get; }

    public bool HasExited => _disposed || _process.HasExited;

    public static async Task<ChildProcess> StartAsync(ChildStart start)
    {
        var output = new ChildOutput(start.LogFile);
        try
        {
            var process = await Spawner.StartAsync(Launch.Info(start));
            process.StandardInput.Close();
            return new ChildProcess(process, output, Path.GetFileName(start.Program));
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    /// <summary>SIGKILL to this process alone; its children learn of it as they would in production.</summary>
    public void Kill() => Send(Signals.Kill);

    public void Terminate() => Send(Signals.Terminate);

    public void Stop() => Send(Signals.Stop);

    public void Continue() => Send(Signals.Continue);

    /// <summary>The last lines of standard output and standard error together.</summary>
    public string Tail(int lines = 40) => _output.Tail(lines);

    /// <summary>The first line that matches, among those already written and those to come.</summary>
    public async Task<string> WaitForLine(Func<string, bool> predicate, TimeSpan? deadline = null)
    {
        var limit = deadline ?? Eventually.DefaultDeadline;
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            return await _output.FindAsync(predicate, timeout.Token)
                ?? throw new InvalidOperationException($"{_name} ended ({Ending()}) without the line waited for. It wrote:\n{Tail()}");
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Waited {limit.TotalSeconds:0.#} s for a line of {_name}. It wrote:\n{Tail()}");
        }
    }

    /// <summary>The exit code: 128 + n when signal n ended it.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? deadline = null)
    {
        var limit = deadline ?? Eventually.DefaultDeadline;
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Waited {limit.TotalSeconds:0.#} s for {_name} (pid {Pid}) to exit. It wrote:\n{Tail()}");
        }

        // Its last words may still be in the pipe; a grandchild that keeps the pipe open must not keep us.
        await Task.WhenAny(_pumps, Task.Delay(TimeSpan.FromSeconds(1)));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        KillGroup();
        Send(Signals.Kill);
        await WaitForExitAsync();
        _disposed = true;
        _process.Dispose();
        _output.Dispose();
    }

    internal void Send(int signal)
    {
        // Once reaped, the pid may belong to somebody else.
        if (!HasExited)
        {
            Signals.Send(Pid, signal);
        }
    }

    private void KillGroup()
    {
        // A group keeps its number taken, so a living process of that number after ours was reaped means: no group of ours.
        var numberReused = _process.HasExited && Directory.Exists($"/proc/{Pid}");
        if (Installed.SetSid is not null && !numberReused)
        {
            Signals.Send(-Pid, Signals.Kill);
        }
    }

    private async Task PumpAsync()
    {
        await Task.WhenAll(PumpAsync(_process.StandardOutput), PumpAsync(_process.StandardError));
        _output.Close();
    }

    private async Task PumpAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                _output.Add(line);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException or OperationCanceledException)
        {
            // Disposed while a grandchild still held the pipe: nobody is left to read for.
        }
    }

    private string Ending() => _process.HasExited ? $"exit code {_process.ExitCode}" : "output closed";
}
