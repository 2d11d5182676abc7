using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using QueueAgents.Contracts;
using QueueAgents.Http.Access;
using QueueAgents.Http.Input;
using QueueAgents.Http.OpenApi;
using QueueAgents.Http.Problems;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Http.Runs;

/// <summary>What starts a run, as a client writes it.</summary>
internal sealed record SubmitBody
{
    /// <summary>Chosen by the submitter; a version 7 UUID is best. Without it, it follows from the key, or is made.</summary>
    public Guid? RunId { get; init; }

    /// <summary>The agent's name: <c>[a-z0-9-]{1,64}</c>. An agent nobody serves yet is accepted; the run waits as queued.</summary>
    public required string Agent { get; init; }

    /// <summary>Any JSON; what the agent gets. At most 1 MiB by default.</summary>
    public Json Input { get; init; }

    /// <summary>The submitter's own key for this work, at most 200 characters; the header Idempotency-Key is the same.</summary>
    public string? Key { get; init; }

    /// <summary>By default the caller's own, or <c>default</c>.</summary>
    public string? Tenant { get; init; }

    /// <summary>Labels to find the run by; at most 20, names and values of at most 200 characters.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>After this moment the run fails, wherever it is.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Keep the run on workers of the state version it starts with.</summary>
    public bool Pinned { get; init; }
}

internal static class SubmitEndpoint
{
    public static async Task<IResult> HandleAsync(HttpContext context, Orders orders, Limits limits)
    {
        var key = Headers.KeyOf(context.Request);
        var (body, bytes) = await JsonBody.ReadAsync<SubmitBody>(context, limits.InputBytes, context.RequestAborted);
        if (key is not null && body.Key is not null && key != body.Key)
            throw Problem.Invalid.Because($"key and the header {Headers.IdempotencyKey} say different things.", "key");
        var messageId = Guid.CreateVersion7();
        var submit = new SubmitRun
        {
            RunId = body.RunId ?? Guid.Empty,
            Agent = body.Agent,
            Input = body.Input,
            Key = key ?? body.Key,
            Tenant = Caller.Of(context.User).TenantOf(body.Tenant) ?? new SubmitRun().Tenant,
            Tags = body.Tags,
            Deadline = body.Deadline,
            Pinned = body.Pinned,
        };
        return await orders.DeliverAsync(context, RunIds.Of(submit, messageId), messageId, submit, bytes);
    }

    public static void Describe(RouteHandlerBuilder endpoint) => endpoint
        .Saying("startRun", "Start a run", """
            Answered after the commit, also while the broker is down. The same submission under the same key or id again is the same run, answered
            with `already: true`; another one under it is refused with 422.
            """)
        .TakingKey("Names this work: the same again is the same run. At most 200 characters.")
        .Accepts<SubmitBody>("application/json")
        .Produces<RunAccepted>(StatusCodes.Status202Accepted)
        .Refusing(Problem.Invalid, Problem.OtherTenant, Problem.TooLarge, Problem.UnsupportedMediaType, Problem.DifferentBody, Problem.NotSettled);
}
