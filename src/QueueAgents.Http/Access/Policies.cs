using Microsoft.AspNetCore.Authorization;
using QueueAgents.Orchestration.Keys;

namespace QueueAgents.Http.Access;

/// <summary>Who may do what. Every endpoint names one of these; what names none is for nobody who is unknown.</summary>
internal static class Policies
{
    /// <summary>Looks at runs and their history: everybody known.</summary>
    public const string Viewer = "viewer";

    /// <summary>Starts runs and gives them signals.</summary>
    public const string Submitter = "submitter";

    /// <summary>Cancels, pauses, resumes and retries runs.</summary>
    public const string Operator = "operator";

    /// <summary>Answers the questions of runs.</summary>
    public const string Approver = "approver";

    /// <summary>Looks at what all tenants share: for nobody who belongs to one of them.</summary>
    public const string Fleet = "fleet";

    /// <summary>Lets workers, which all tenants share, leave.</summary>
    public const string FleetOperator = "fleet-operator";

    private static readonly Dictionary<string, Rule> Rules = new()
    {
        [Viewer] = new(OfAllTenants: false, Enum.GetValues<KeyRole>()),
        [Submitter] = new(OfAllTenants: false, KeyRole.Submitter, KeyRole.Operator, KeyRole.Admin),
        [Operator] = new(OfAllTenants: false, KeyRole.Operator, KeyRole.Admin),
        [Approver] = new(OfAllTenants: false, KeyRole.Approver, KeyRole.Admin),
        [Fleet] = new(OfAllTenants: true, Enum.GetValues<KeyRole>()),
        [FleetOperator] = new(OfAllTenants: true, KeyRole.Operator, KeyRole.Admin),
    };

    public static void AddTo(AuthorizationBuilder authorization)
    {
        authorization.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        foreach (var (policy, rule) in Rules)
            authorization.AddPolicy(policy, needs => needs.RequireAssertion(asked => Caller.Known(asked.User) is { } caller && rule.Allows(caller)));
    }

    /// <summary>What a caller lacks, for the caller.</summary>
    public static string Needs(string policy, Caller caller) => Rules[policy] switch
    {
        { OfAllTenants: true } when caller.Tenant is not null => $"This needs a key of all tenants; this one is of the tenant {caller.Tenant}.",
        var rule => $"This needs the role {string.Join(" or ", rule.Roles.Select(NameOf))}; this key's is {NameOf(caller.Role)}.",
    };

    /// <summary>What a policy asks for, for the document.</summary>
    public static string Sentence(string policy) => Rules[policy] switch
    {
        { Roles.Length: var some, OfAllTenants: var all } when some == Enum.GetValues<KeyRole>().Length => all ? "For any key of all tenants." : "For any key.",
        var rule => $"For the roles {string.Join(", ", rule.Roles.Select(NameOf))}{(rule.OfAllTenants ? ", of all tenants" : "")}.",
    };

    private static string NameOf(KeyRole role) => role.ToString().ToLowerInvariant();

    private sealed record Rule(bool OfAllTenants, params KeyRole[] Roles)
    {
        public bool Allows(Caller caller) => Roles.Contains(caller.Role) && !(OfAllTenants && caller.Tenant is not null);
    }
}
