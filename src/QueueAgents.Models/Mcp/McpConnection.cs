using ModelContextProtocol.Client;
using QueueAgents.Agents;

namespace QueueAgents.Models;

/// <summary>The one connection of a process to a server, and the tools it has listed over it.</summary>
internal sealed class McpConnection(string name, McpServerOptions options, Func<IClientTransport> transport, TimeProvider time) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private McpClient? _client;
    private IReadOnlyList<Tool> _tools = [];
    private long _listed;

    /// <summary>The same list as before where nothing has changed.</summary>
    /// <exception cref="StepFailedException">The server does not answer; retryable.</exception>
    public async Task<IReadOnlyList<Tool>> Tools(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_client is not null && time.GetElapsedTime(_listed) < options.ListEvery) return _tools;
            var client = await Connect(cancellationToken);
            var listed = McpTools.Of(await Within(token => client.ListToolsAsync(cancellationToken: token).AsTask(), cancellationToken), this, options);
            if (!McpTools.Same(_tools, listed)) _tools = listed;
            _listed = time.GetTimestamp();
            return _tools;
        }
        catch (Exception e) when (e is not StepFailedException && !cancellationToken.IsCancellationRequested)
        {
            await Drop();
            throw Unavailable(e);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The client to call with; connected again where it was lost.</summary>
    /// <exception cref="StepFailedException">The server does not answer; retryable, and nothing was called.</exception>
    public async Task<McpClient> Client(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await Connect(cancellationToken);
        }
        catch (Exception e) when (e is not StepFailedException && !cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(e);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>A call was lost on it: the next one connects anew.</summary>
    public async Task Lost(McpClient client)
    {
        await _one.WaitAsync(CancellationToken.None);
        try
        {
            if (_client == client) await Drop();
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Drop();
        _one.Dispose();
    }

    private async Task<McpClient> Connect(CancellationToken cancellationToken)
        => _client ??= await Within(token => McpClient.CreateAsync(transport(), new() { InitializationTimeout = options.ConnectTimeout }, cancellationToken: token), cancellationToken);

    private async Task<T> Within<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        return await work(either.Token).WaitAsync(either.Token);
    }

    private async Task Drop()
    {
        var client = Interlocked.Exchange(ref _client, null);
        if (client is null) return;
        try
        {
            await client.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidOperationException or OperationCanceledException)
        {
            // It is gone already.
        }
    }

    private StepFailedException Unavailable(Exception e) => new($"The tools of MCP server '{name}' cannot be had: {Why(e)}.", retryable: true, e) { Kind = "tools-unavailable" };

    private string Why(Exception e) => e is OperationCanceledException or TimeoutException ? $"it did not answer within {options.ConnectTimeout}" : e.GetType().Name;
}
