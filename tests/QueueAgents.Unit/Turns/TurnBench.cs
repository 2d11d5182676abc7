using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Testing;
using Xunit;

namespace QueueAgents.Unit.Turns;

/// <summary>Model turns without a provider.</summary>
internal sealed class TurnBench(IChatClient main, IChatClient? spare = null, bool contents = false)
{
    private readonly ModelTurn _turn = new(
        new(
            new ServiceCollection().BuildServiceProvider(),
            new Dictionary<string, Func<IServiceProvider, string, IChatClient>> { ["main"] = (_, _) => main, ["spare"] = (_, _) => spare ?? Model.Script(m => m.Say("from the spare")) }),
        new([new() { Model = "script", Input = 1, Output = 2 }], NullLogger<PriceTable>.Instance),
        new(contents),
        TimeProvider.System,
        NullLogger<ModelTurn>.Instance);

    public static TurnRequest Request(params Json[] items) => new()
    {
        Agent = "agent",
        RunId = Guid.Parse("11111111-2222-3333-4444-555555555555"),
        Seq = 3,
        Attempt = 1,
        Model = new("main"),
        Items = items.Length > 0 ? items : [ChatItems.User("go")],
    };

    public Task<TurnResult> Run(TurnRequest? request = null) => _turn.Run(request ?? Request(), TestContext.Current.CancellationToken);

    public Task<ModelFailedException> Fail(TurnRequest? request = null) => Assert.ThrowsAsync<ModelFailedException>(() => Run(request));
}
