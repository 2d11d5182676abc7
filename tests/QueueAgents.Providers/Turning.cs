using System.ComponentModel;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Models;
using Xunit;

namespace QueueAgents.Providers;

/// <summary>The interfaces a model can stand behind.</summary>
public enum Interface
{
    OpenAIChat,
    OpenAIResponses,
    Anthropic,
}

/// <summary>A worker's model layer, pointed at a provider on the loopback.</summary>
internal sealed class Turning : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly ModelCatalogue _models;

    public Turning(Interface kind, LoopbackProvider provider, Action<ProviderOptions>? configure = null, params ModelPrice[] prices)
    {
        Wire = WireOf(kind);
        _models = new(_services, new Dictionary<string, Func<IServiceProvider, string, IChatClient>> { ["main"] = Make(kind, provider.Address, configure) });
        Turn = new(_models, new(prices, NullLogger<PriceTable>.Instance), new(contents: false), TimeProvider.System, NullLogger<ModelTurn>.Instance);
    }

    public static TheoryData<Interface> All => [Interface.OpenAIChat, Interface.OpenAIResponses, Interface.Anthropic];

    public Wire Wire { get; }

    public ModelTurn Turn { get; }

    public static Wire WireOf(Interface kind) => kind switch
    {
        Interface.OpenAIChat => Wire.OpenAIChat,
        Interface.OpenAIResponses => Wire.OpenAIResponses,
        _ => Wire.Anthropic,
    };

    public static Func<IServiceProvider, string, IChatClient> Make(Interface kind, Uri address, Action<ProviderOptions>? configure = null)
    {
        void Point(ProviderOptions options)
        {
            options.ApiKey = "sk-test-canary";
            options.Endpoint = kind == Interface.Anthropic ? address : new(address, "/v1");
            options.Api = kind == Interface.OpenAIResponses ? OpenAIApi.Responses : OpenAIApi.Chat;
            configure?.Invoke(options);
        }

        return kind == Interface.Anthropic ? Provider.Anthropic("claude-sonnet-4-5", Point) : Provider.OpenAI("gpt-5-mini", Point);
    }

    public static TurnRequest Request(params Json[] items) => new()
    {
        Agent = "refunds",
        RunId = Guid.Parse("11111111-2222-3333-4444-555555555555"),
        Seq = 1,
        Attempt = 1,
        Model = new("main"),
        Instructions = "You handle refunds.",
        Items = items.Length > 0 ? items : [ChatItems.User("Refund order A-17.")],
        Tools = new(ToolMethods.Of(typeof(Tools)), []),
    };

    public Task<TurnResult> Run(TurnRequest? request = null) => Turn.Run(request ?? Request(), TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _models.Dispose();
        _services.Dispose();
    }

    public sealed class Tools
    {
        [AgentTool(Effect = EffectClass.ReadOnly), Description("Find one order by its id.")]
        public string GetOrder([Description("For example A-17.")] string orderId, bool withHistory = false) => $"{orderId} {withHistory}";
    }
}
