using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QueueAgents.Http.Problems;
using QueueAgents.Orchestration.Keys;

namespace QueueAgents.Http.Access;

/// <summary>
/// <c>Authorization: Bearer qa_…</c>. Why a key is not valid is told to nobody but the log: unknown, revoked and expired are one answer.
/// </summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyRing keys, FailedKeys failed, IProblemDetailsService problems)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "key";

    private const string Bearer = "Bearer ";
    private Problem refusal = Problem.Unauthorized;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.Count == 0) return AuthenticateResult.NoResult();
        var from = Context.Connection.RemoteIpAddress;
        var hash = HashOf(Request.Headers.Authorization);
        if (hash is not null && (keys.HasMet(hash) || failed.MayTry(from)))
        {
            if (await keys.FindAsync(hash, Context.RequestAborted) is { } key)
            {
                Context.Features.Set(new ShownKey(hash));
                // A name is for people, and another key may have it too; what it begins with is this one's.
                var caller = new Caller($"{key.Name} ({key.Prefix})", key.Role, key.Tenant);
                return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(Name), Name));
            }

            Logger.Unknown(from?.ToString() ?? "nowhere");
        }

        if (!failed.Count(from)) refusal = Problem.TooManyRequests;
        return AuthenticateResult.Fail("The key is not valid.");
    }

    /// <summary>401, or 429 where the address has shown too many wrong keys.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var shown = Request.Headers.Authorization.Count > 0;
        if (refusal == Problem.TooManyRequests) return RefuseAsync(refusal, "Too many wrong keys have come from this address.");
        Response.Headers.WWWAuthenticate = shown ? "Bearer error=\"invalid_token\"" : "Bearer";
        return RefuseAsync(refusal, shown
            ? "The key is unknown, revoked or expired, or not written as Authorization: Bearer qa_…"
            : "Send a key as Authorization: Bearer qa_… (queueagents key create makes one).");
    }

    /// <summary>403, and what the caller would have to be.</summary>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var policies = Context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(needed => needed.Policy).OfType<string>() ?? [];
        return RefuseAsync(Problem.Forbidden, string.Join(' ', policies.Select(policy => Policies.Needs(policy, Caller.Of(Context.User)))));
    }

    private static byte[]? HashOf(string? header)
        => header?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true && header[Bearer.Length..].Trim() is var text && KeyText.IsWellFormed(text)
            ? KeyText.HashOf(text)
            : null;

    private Task RefuseAsync(Problem problem, string detail)
    {
        Response.StatusCode = problem.Status;
        return problems.WriteAsync(new ProblemDetailsContext
        {
            HttpContext = Context,
            ProblemDetails = new ProblemDetails { Status = problem.Status, Type = problem.Type, Title = problem.Title, Detail = detail },
        }).AsTask();
    }
}

/// <summary>The key a request came with.</summary>
internal sealed record ShownKey(byte[] Hash);
