using Microsoft.AspNetCore.Http;
using QueueAgents.Http.Problems;

namespace QueueAgents.Http.Input;

/// <summary>A parameter that is not known is a mistake, such as a filter that would silently filter nothing.</summary>
internal sealed class KnownQuery : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.Request.Query.Count == 0) return next(context);
        var known = http.GetEndpoint()?.Metadata.GetMetadata<TakesQuery>()?.Parameters ?? [];
        var unknown = http.Request.Query.Keys.Where(key => known.All(p => p.Name != key)).Take(5).ToList();
        if (unknown.Count == 0) return next(context);
        var names = known.Count == 0 ? "none is known here." : $"known are {string.Join(", ", known.Select(p => p.Name))}.";
        throw Problem.Invalid.Because($"The address has a parameter that is not known; {names}");
    }
}
