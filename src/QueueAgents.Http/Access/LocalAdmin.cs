using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QueueAgents.Orchestration.Keys;

namespace QueueAgents.Http.Access;

/// <summary>
/// Without keys, a program of this machine is its administrator. A web page in this machine's browser is not: neither one from elsewhere that
/// posts to us, nor one whose name was made to resolve to us.
/// </summary>
internal sealed class LocalAdmin(IOptionsMonitor<LocalAdminOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<LocalAdminOptions>(options, logger, encoder)
{
    public const string Name = "local";

    private static readonly Caller Admin = new("local", KeyRole.Admin, Tenant: null);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        => Task.FromResult(IsLocal(Request)
            ? AuthenticateResult.Success(new AuthenticationTicket(Admin.ToPrincipal(Name), Name))
            : AuthenticateResult.NoResult());

    private static bool IsLocal(HttpRequest request)
        => request.HttpContext.Connection is { RemoteIpAddress: { } from } && IPAddress.IsLoopback(from)
        && IsLoopbackName(request.Host.Host)
        && request.Headers.Origin.All(origin => Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsLoopbackName(page.Host));

    private static bool IsLoopbackName(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

internal sealed class LocalAdminOptions : AuthenticationSchemeOptions;
