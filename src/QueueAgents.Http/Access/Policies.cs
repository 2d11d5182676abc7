using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Orchestration.Keys;

namespace QueueAgents.Http.Access;

/// <summary>Who may do what. Every endpoint names one of these; what names none is for nobody who is unknown.</summary>
internal static class Policies
{
    /// <summary>Looks at runs, their history and the fleet: everybody known.</summary>
    public const string Viewer = "viewer";

    /// <summary>Starts runs and gives them signals.</summary>
    public const string Submitter = "submitter";

    /// <summary>Cancels, pauses, resumes and retries runs.</summary>
    public const string Operator = "operator";

    /// <summary>Answers the questions of runs.</summary>
    public const string Approver = "approver";

    /// <summary>Manages the fleet itself.</summary>
    public const string Admin = "admin";

    private static readonly Dictionary<string, KeyRole[]> Roles = new()
    {
        [Viewer] = [KeyRole.Viewer, KeyRole.Submitter, KeyRole.Operator, KeyRole.Approver, KeyRole.Admin],
        [Submitter] = [KeyRole.Submitter, KeyRole.Operator, KeyRole.Admin],
        [Operator] = [KeyRole.Operator, KeyRole.Admin],
        [Approver] = [KeyRole.Approver, KeyRole.Admin],
        [Admin] = [KeyRole.Admin],
    };

    public static void AddAccess(this IServiceCollection services)
    {
        // Not AddAuthentication: it would keep a ring of keys on disk for cookies there are none of.
        services.AddAuthenticationCore(options => options.DefaultScheme = LocalAdmin.Name);
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<LocalAdminOptions, LocalAdmin>(LocalAdmin.Name, _ => { });
        services.AddLoopbackOnly();
        var authorization = services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        foreach (var (policy, roles) in Roles) authorization.AddPolicy(policy, rule => rule.RequireAssertion(asked => Caller.Known(asked.User) is { } caller && roles.Contains(caller.Role)));
    }
}
