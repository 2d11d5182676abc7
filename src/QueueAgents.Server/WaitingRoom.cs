using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QueueAgents.Orchestration.Store;
using Serilog;

namespace QueueAgents.Server;

/// <summary>
/// Where a server stays whose database does not answer at start. It listens already, so that whoever asks after its health hears the reason
/// and not silence.
/// </summary>
internal static class WaitingRoom
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    /// <returns>False where it was told to stop meanwhile.</returns>
    public static async Task<bool> StayAsync(string[] args, IRunStore store, Exception away)
    {
        using var room = Build(args);
        await room.StartAsync();
        Log.Warning("The database does not answer ({Reason}); asking again every {Wait}", away.Message, Again);
        var stopping = room.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            do await Task.Delay(Again, TimeProvider.System, stopping);
            while (!await AnswersAsync(store, stopping));
            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            // The address is the server's now.
            await room.StopAsync();
        }
    }

    private static async Task<bool> AnswersAsync(IRunStore store, CancellationToken ct)
    {
        try
        {
            await store.CommitAsync([], ct);
            return true;
        }
        catch (Exception thrown) when (!ct.IsCancellationRequested)
        {
            // Whatever else is wrong is said by the start that follows.
            return !store.IsTransient(thrown);
        }
    }

    private static IHost Build(string[] args)
    {
        var web = WebApplication.CreateBuilder(args);
        if (!HttpSide.IsEnabled(web.Configuration))
        {
            var plain = Host.CreateApplicationBuilder(args);
            plain.Services.AddSerilog(Log.Logger);
            return plain.Build();
        }

        web.Services.AddSerilog(Log.Logger);
        web.AddSecrets();
        HttpSide.AddWaiting(web);
        var app = web.Build();
        HttpSide.MapWaiting(app);
        return app;
    }
}
