using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using QueueAgents.Http.Access;
using QueueAgents.Http.Problems;

namespace QueueAgents.Http.OpenApi;

/// <summary>Writes which key an endpoint needs, from the policy it is held to.</summary>
internal sealed class NeededKey : IOpenApiOperationTransformer, IOpenApiDocumentTransformer
{
    private const string Scheme = "key";
    private static readonly Problem[] Refusals = [Problem.Unauthorized, Problem.Forbidden, Problem.TooManyRequests];

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.AddComponent<IOpenApiSecurityScheme>(Scheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "qa_…",
            Description = "A key that `queueagents key create` has made. A server that listens on the loopback only asks programs of its machine for none.",
        });
        return Task.CompletedTask;
    }

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().FirstOrDefault()?.Policy is not { } policy) return Task.CompletedTask;
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
        operation.Description = $"{operation.Description} {Policies.Sentence(policy)}".Trim();
        operation.Responses ??= [];
        foreach (var status in Refusals.GroupBy(refusal => $"{refusal.Status}"))
        {
            var said = string.Join(" ", status.Select(refusal => $"`{refusal.Type}`: {refusal.Title}"));
            if (operation.Responses.TryGetValue(status.Key, out var known)) known.Description = $"{said} {known.Description}";
            else operation.Responses[status.Key] = new OpenApiResponse { Description = said };
        }

        return Task.CompletedTask;
    }
}
