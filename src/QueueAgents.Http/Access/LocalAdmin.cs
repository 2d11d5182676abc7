using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QueueAgents.Orchestration.Keys;

namespace QueueAgents.Http.Access;

/// <summary>
/// Where no key is required, a program of this machine is its administrator. A web page in this machine's browser is not: neither one from
/// elsewhere that posts to us, nor one whose name was made to resolve to us. Nor is what a proxy passes on, whoever sent it.
/// </summary>
internal sealed class LocalAdmin(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "local";

    private static readonly Caller Admin = new("local", KeyRole.Admin, Tenant: null);

    /// <summary>What proxies say; also as a host renames it once it has believed it.</summary>
    private static readonly string[] OfProxies = ["Forwarded", "Via", "X-Real-IP", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP"];
    private static readonly string[] BeginningsOfProxies = ["X-Forwarded-", "X-Original-", "X-Envoy-"];

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        => Task.FromResult(IsLocal(Request)
            ? AuthenticateResult.Success(new AuthenticationTicket(Admin.ToPrincipal(Name), Name))
            : AuthenticateResult.NoResult());

    private static bool IsLocal(HttpRequest request)
        => request.HttpContext.Connection is { RemoteIpAddress: { } from } && IPAddress.IsLoopback(from)
        && LoopbackNames.Contains(request.Host.Host)
        && request.Headers.Origin.All(origin => Uri.TryCreate(origin, UriKind.Absolute, out var page) && LoopbackNames.Contains(page.Host))
        && !request.Headers.Keys.Any(IsOfProxy);

    private static bool IsOfProxy(string header)
        => OfProxies.Contains(header, StringComparer.OrdinalIgnoreCase) || BeginningsOfProxies.Any(begin => header.StartsWith(begin, StringComparison.OrdinalIgnoreCase));
}
