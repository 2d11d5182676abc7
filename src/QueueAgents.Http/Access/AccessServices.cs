using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace QueueAgents.Http.Access;

internal static class AccessServices
{
    /// <summary>A key where one is shown or required; otherwise a program of this machine is let in. Refusals are the same in both cases.</summary>
    public static void AddAccess(this IServiceCollection services)
    {
        const string Either = "either";

        services.AddSingleton<KeysRequired>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<FailedKeys>();
        services.AddHostedService<FirstKey>();
        // Not AddAuthentication: it would keep a ring of keys on disk for cookies there are none of.
        services.AddAuthenticationCore(options => options.DefaultScheme = Either);
        services.AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddPolicyScheme(Either, null, scheme =>
            {
                scheme.ForwardDefaultSelector = http => http.Request.Headers.Authorization.Count > 0 || http.RequestServices.GetRequiredService<KeysRequired>().OfEverybody
                    ? KeyAuthentication.Name
                    : LocalAdmin.Name;
                scheme.ForwardChallenge = scheme.ForwardForbid = KeyAuthentication.Name;
            })
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.Name, null)
            .AddScheme<AuthenticationSchemeOptions, LocalAdmin>(LocalAdmin.Name, null);
        Policies.AddTo(services.AddAuthorizationBuilder());
    }
}
