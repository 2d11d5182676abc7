using Microsoft.AspNetCore.Http;

namespace QueueAgents.Http.Access;

/// <summary>For answers that go on and on: ends the connection when the key it was opened with is no longer valid.</summary>
internal sealed class WhileTheKeyIsValid(KeyRing keys, HttpOptions options, TimeProvider time) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.Features.Get<ShownKey>() is not { } shown) return await next(context);

        using var answered = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var watching = EndWithKeyAsync(http, shown, answered.Token);
        try
        {
            return await next(context);
        }
        finally
        {
            await answered.CancelAsync();
            await watching;
        }
    }

    private async Task EndWithKeyAsync(HttpContext http, ShownKey shown, CancellationToken ct)
    {
        try
        {
            using var again = new PeriodicTimer(options.RememberKeys, time);
            while (await again.WaitForNextTickAsync(ct))
            {
                if (await keys.FindAsync(shown.Hash, ct) is not null) continue;
                http.Abort();
                return;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // It has been answered, or the client is gone.
        }
#pragma warning disable CA1031 // The database is away, and so is what the stream waits for. Who cannot prove the key any more comes again.
        catch (Exception)
#pragma warning restore CA1031
        {
            http.Abort();
        }
    }
}
