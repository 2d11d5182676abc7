using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace QueueAgents.Http.Access;

/// <summary>
/// Whether everybody needs a key: always, once anything listens where another machine could reach it. Looked at for every endpoint before it is
/// bound, so no request is earlier. An address that is not known to be a loopback, such as a host's name, is beyond it.
/// </summary>
internal sealed class KeysRequired(HttpOptions options)
{
    private volatile bool beyondLoopback;

    public bool OfEverybody => options.RequireKey || beyondLoopback;

    /// <summary>A socket file is no network; but no address says who is at its other end, so nobody is local there.</summary>
    public void Listens(EndPoint? on) => beyondLoopback |= on is IPEndPoint { Address: var address } && !IPAddress.IsLoopback(address);

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<KeysRequired>();
        services.AddOptions<KestrelServerOptions>()
            .Configure<KeysRequired>((kestrel, keys) => kestrel.ConfigureEndpointDefaults(listen => keys.Listens(listen.EndPoint)));
    }
}
