using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Tools;

/// <summary>Tools of a class, called as a model calls them.</summary>
internal sealed class Bench(ToolSet tools, IServiceProvider services, TimeProvider? time = null)
{
    private readonly ToolRunner _runner = new(new AgentTelemetry(contents: false), time ?? TimeProvider.System, NullLogger<ToolRunner>.Instance);

    public static Bench Of<TTools>(params object[] services) where TTools : class => Of<TTools>(TimeProvider.System, services);

    public static Bench Of<TTools>(TimeProvider time, params object[] services) where TTools : class => new(new(ToolMethods.Of(typeof(TTools)), []), Services(services), time);

    public static IServiceProvider Services(params object[] services)
    {
        var collection = new ServiceCollection();
        foreach (var service in services) collection.AddSingleton(service.GetType(), service);
        return collection.BuildServiceProvider();
    }

    public PreparedCall Prepare(string name, string arguments) => tools.Prepare(new("call-1", name, new Json(arguments)));

    public Task<ToolAnswer> Call(string name, string arguments = "{}", CancellationToken? cancellation = null) => _runner.Run(
        Prepare(name, arguments),
        new() { RunId = Guid.Parse("11111111-2222-3333-4444-555555555555"), Seq = 7, Attempt = 2, Agent = "agent", Tenant = "acme", CallId = "call-1", EffectKey = "key/7" },
        services,
        cancellation ?? TestContext.Current.CancellationToken);
}
