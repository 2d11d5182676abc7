using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;

namespace QueueAgents.Http.Access;

/// <summary>
/// Whether everybody needs a key: always, while anything listens where another machine could reach it. The server is asked, because there are
/// many ways to tell it where to listen. An address that is not known to be the loopback is beyond it, and so is a server that says nothing.
/// </summary>
internal sealed class KeysRequired(HttpOptions options, IServer server)
{
    public bool OfEverybody => options.RequireKey || server.Features.Get<IServerAddressesFeature>()?.Addresses is not { Count: > 0 } all || !all.All(IsLoopback);

    /// <summary>A socket file is no network; and since no address says who is at its other end, nobody there is local either.</summary>
    internal static bool IsLoopback(string address)
    {
        var binding = BindingAddress.Parse(address);
        return binding.IsUnixPipe || LoopbackNames.Contains(binding.Host);
    }
}
