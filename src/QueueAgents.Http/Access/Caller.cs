using System.Security.Claims;
using QueueAgents.Http.Problems;
using QueueAgents.Orchestration.Keys;

namespace QueueAgents.Http.Access;

/// <summary>Who asks. The only place where claims are written and read.</summary>
/// <param name="Name">For the history of what they order.</param>
/// <param name="Role">What they may do: see <see cref="Policies"/>.</param>
/// <param name="Tenant">The one tenant whose runs there are for them; null: all.</param>
internal sealed record Caller(string Name, KeyRole Role, string? Tenant)
{
    private const string TenantClaim = "tenant";

    /// <summary>The tenant of what this caller submits or lists, where the request names one or none.</summary>
    /// <exception cref="ProblemException">It names another tenant than the caller's.</exception>
    public string? TenantOf(string? named)
        => Tenant is null || named is null || named == Tenant ? Tenant ?? named : throw Problem.OtherTenant.Because("The key belongs to another tenant than the request names.");

    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity([new(ClaimTypes.Name, Name), new(ClaimTypes.Role, Role.ToString())], scheme);
        if (Tenant is not null) identity.AddClaim(new(TenantClaim, Tenant));
        return new ClaimsPrincipal(identity);
    }

    public static Caller Of(ClaimsPrincipal user) => Known(user) ?? throw Problem.Unauthorized.Because("A key is needed here.");

    /// <summary>Null for anybody else.</summary>
    public static Caller? Known(ClaimsPrincipal user)
        => user is { Identity: { IsAuthenticated: true, Name: { } name } } && Enum.TryParse<KeyRole>(user.FindFirstValue(ClaimTypes.Role), out var role)
            ? new(name, role, user.FindFirstValue(TenantClaim))
            : null;
}
