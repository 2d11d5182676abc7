using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using QueueAgents.Http.Input;

namespace QueueAgents.Http.OpenApi;

/// <summary>Writes what an endpoint takes and refuses from the same lists it is checked by.</summary>
internal sealed class DescribedOperation : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Tags?.Clear();
        operation.Parameters ??= [];
        foreach (var header in metadata.OfType<TakesHeader>()) operation.Parameters.Add(Of(header));
        foreach (var parameter in metadata.OfType<TakesQuery>().SelectMany(takes => takes.Parameters)) operation.Parameters.Add(Of(parameter));
        foreach (var status in metadata.OfType<Refuses>().SelectMany(refuses => refuses.Problems).GroupBy(p => p.Status))
        {
            if (operation.Responses?.TryGetValue(status.Key.ToString(CultureInfo.InvariantCulture), out var response) == true)
                response.Description = string.Join(" ", status.Select(p => $"`{p.Type}`: {p.Title}"));
        }

        return Task.CompletedTask;
    }

    private static OpenApiParameter Of(TakesHeader header) => new()
    {
        Name = header.Name,
        In = ParameterLocation.Header,
        Description = header.Description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiParameter Of(QueryParameter parameter)
    {
        var schema = new OpenApiSchema { Type = parameter.Type };
        if (parameter.Type == JsonSchemaType.Integer)
        {
            schema.Minimum = parameter.Least.ToString(CultureInfo.InvariantCulture);
            if (parameter.Most < int.MaxValue) schema.Maximum = parameter.Most.ToString(CultureInfo.InvariantCulture);
        }

        if (parameter.Words is { } words) schema.Enum = [.. words.Select(word => (JsonNode)word)];
        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Description = parameter.Description,
            Schema = parameter.Repeats ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema } : schema,
        };
    }
}
