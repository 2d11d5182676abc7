using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QueueAgents.Agents;
using QueueAgents.Models;
using QueueAgents.Worker;
using Xunit;

namespace QueueAgents.Providers;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("openai", "gpt-5-mini", "openai")]
    [InlineData("Anthropic", "claude-sonnet-4-5", "anthropic")]
    public async Task A_configured_model_is_found_under_its_name(string provider, string model, string expected)
    {
        await using var services = Services(("Provider", provider), ("Model", model), ("ApiKey", "k"));
        using var client = Provider.Configured(services, "main");
        var about = (ChatClientMetadata)client.GetService(typeof(ChatClientMetadata))!;
        Assert.Equal((expected, model), (about.ProviderName, about.DefaultModelId));
    }

    [Theory]
    [InlineData("Model", "", "QueueAgents:Models:main: Model is missing; write the provider's name of it.")]
    [InlineData("Provider", "bedrock", "QueueAgents:Models:main:Provider is 'bedrock'; write openai or anthropic.")]
    [InlineData("ApiKey", "", "QueueAgents:Models:main has no key; set OPENAI_API_KEY, or its ApiKey.")]
    [InlineData("Endpoint", "ftp://models", "QueueAgents:Models:main: Endpoint 'ftp://models/' is no http or https address.")]
    [InlineData("Timeout", "00:00:00", "QueueAgents:Models:main: Timeout is 00:00:00; write more than zero and at most an hour.")]
    public async Task What_is_wrong_is_said_with_where_it_stands(string member, string value, string message)
    {
        await using var services = Services(("Provider", "openai"), ("Model", "gpt-5-mini"), ("ApiKey", "k"), (member, value));
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => Provider.Configured(services, "main")).Message);
    }

    [Fact]
    public async Task The_usual_variable_holds_the_key_but_not_for_other_endpoints()
    {
        await using var provider = await LoopbackProvider.Start(Wire.OpenAIChat.Answer("hi"));
        await using var services = Services(("Model", "llama"), ("Endpoint", new Uri(provider.Address, "/v1").ToString()), ("/OPENAI_API_KEY", "sk-theirs"));
        using var client = Provider.Configured(services, "main");
        var answer = await client.GetStreamingResponseAsync("hello", cancellationToken: TestContext.Current.CancellationToken).ToChatResponseAsync(TestContext.Current.CancellationToken);

        Assert.Equal("hi", answer.Text);
        Assert.Equal("Bearer none", provider.Asked.Single().Key);
    }

    [Fact]
    public void A_worker_has_the_models_it_was_given_and_says_which_where_one_is_missing()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["QueueAgents:Models:main:Model"] = "gpt-5-mini",
            ["QueueAgents:Models:main:ApiKey"] = "k",
            ["QueueAgents:Prices:0:Model"] = "gpt-5-mini",
            ["QueueAgents:Prices:0:Input"] = "0.25",
            ["QueueAgents:Prices:0:Output"] = "2",
        });
        builder.AddQueueAgentsWorker(worker => worker.Add<Idle>("idle").AddModel("main", Provider.Configured));
        using var host = builder.Build();
        var models = host.Services.GetRequiredService<ModelCatalogue>();

        Assert.Equal(new ModelInfo("main", "openai", "gpt-5-mini"), models.Find("main").Info);
        Assert.Equal(0.25m, host.Services.GetRequiredService<PriceTable>().CostOf("gpt-5-mini", new(Input: 1_000_000, Output: 0)));
        Assert.Equal(
            "This worker has no model 'spare'; it has main. Add it: worker.AddModel(\"spare\", …).",
            Assert.Throws<ParkedException>(() => models.Find("spare")).Message);
    }

    private static ServiceProvider Services(params (string Member, string Value)[] members)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            members.GroupBy(member => member.Member).Select(group => KeyValuePair.Create<string, string?>(
                group.Key.StartsWith('/') ? group.Key[1..] : $"QueueAgents:Models:main:{group.Key}", group.Last().Value))).Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).BuildServiceProvider();
    }

    private sealed class Idle : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        public Next Begin(StepContext<string> step) => Next.Complete(step.State);
    }
}
