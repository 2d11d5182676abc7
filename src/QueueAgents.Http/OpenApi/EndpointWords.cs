using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using QueueAgents.Contracts;
using QueueAgents.Http.Input;
using QueueAgents.Http.Problems;

namespace QueueAgents.Http.OpenApi;

/// <summary>A header an endpoint takes.</summary>
internal sealed record TakesHeader(string Name, string Description);

/// <summary>What an endpoint refuses, beside what every endpoint does.</summary>
internal sealed record Refuses(IReadOnlyList<Problem> Problems);

/// <summary>What an endpoint says of itself in the document.</summary>
internal static class EndpointWords
{
    public static RouteHandlerBuilder Saying(this RouteHandlerBuilder endpoint, string id, string summary, string description)
        => endpoint.WithName(id).WithSummary(summary).WithDescription(description.ReplaceLineEndings(" "));

    public static RouteHandlerBuilder TakingKey(this RouteHandlerBuilder endpoint, string description)
        => endpoint.WithMetadata(new TakesHeader(Headers.IdempotencyKey, description));

    public static RouteHandlerBuilder Refusing(this RouteHandlerBuilder endpoint, params IReadOnlyList<Problem> problems)
    {
        foreach (var status in problems.Select(p => p.Status).Distinct()) endpoint.ProducesProblem(status);
        return endpoint.WithMetadata(new Refuses(problems));
    }

    /// <summary>An order to a run that is there.</summary>
    public static RouteHandlerBuilder Ordering(this RouteHandlerBuilder endpoint, params IReadOnlyList<Problem> more) => endpoint
        .WithMetadata(new TakesHeader(Headers.IfMatch, "Only if the run still has this version: its ETag."))
        .Produces<RunAccepted>(StatusCodes.Status202Accepted)
        .Refusing([
            Problem.Invalid, Problem.NotFound, Problem.WrongState, .. more, Problem.StaleVersion, Problem.TooLarge, Problem.UnsupportedMediaType, Problem.NotSettled,
        ]);
}
