using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace QueueAgents.Http.OpenApi;

/// <summary>The document at <c>/openapi/v1.json</c>; it is the same on every server.</summary>
internal static class FleetOpenApi
{
    public static void AddFleetOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "QueueAgents",
                Version = "v1",
                Description = "Starts, watches and steers durable agent runs. Every refusal is an RFC 9457 problem with a stable type; members are added to answers, never changed or removed.",
            };
            document.Servers = null;
            return Task.CompletedTask;
        });
        options.AddOperationTransformer<DescribedOperation>();
        options.AddOperationTransformer<NeededKey>();
        options.AddDocumentTransformer<NeededKey>();
    });
}
