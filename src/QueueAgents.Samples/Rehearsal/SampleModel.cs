using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Agents;
using QueueAgents.Models;
using QueueAgents.Worker;

namespace QueueAgents.Samples.Rehearsal;

/// <summary>A real model where one is configured in <c>QueueAgents:Models</c>, and a rehearsed one where none is.</summary>
internal static class SampleModel
{
    public static WorkerBuilder AddSampleModel(this WorkerBuilder worker, string name, Func<Hearing, ChatMessage> rehearsed) => worker
        .AddModel(name, (services, _) => IsConfigured(services, name) ? Provider.Configured(services, name) : new RehearsedModel(rehearsed))
        .Configure(Free);

    private static bool IsConfigured(IServiceProvider services, string name)
        => services.GetService<IConfiguration>()?.GetSection($"{ProviderOptions.Section}:{name}").Exists() is true;

    /// <summary>A rehearsal costs nothing, which is something else than a model without a price.</summary>
    private static void Free(WorkerOptions options)
    {
        if (options.Prices.All(price => price.Model != RehearsedModel.Id)) options.Prices.Add(new ModelPrice { Model = RehearsedModel.Id });
    }
}
