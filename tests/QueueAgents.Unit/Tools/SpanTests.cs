using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Tools;

public sealed class SpanTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_has_a_span_with_its_verdict_and_its_contents_only_on_request(bool contents)
    {
        var agent = $"spanned-{contents}";
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GenAi.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.GetTagItem(GenAi.AgentName) as string == agent) spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var tools = new ToolSet(ToolMethods.Of(typeof(Shop)), []);

        await new ToolRunner(new(contents), TimeProvider.System, NullLogger<ToolRunner>.Instance).Run(
            tools.Prepare(new("call-9", "find", new("""{"what":"a secret"}"""))),
            new() { RunId = Guid.NewGuid(), Seq = 4, Attempt = 1, Agent = agent, Tenant = "acme", CallId = "call-9", EffectKey = "key" },
            Bench.Services(),
            TestContext.Current.CancellationToken);

        var span = Assert.Single(spans);
        Assert.Equal(("execute_tool find", "execute_tool", "find", "call-9"), (span.DisplayName, span.GetTagItem("gen_ai.operation.name"), span.GetTagItem("gen_ai.tool.name"), span.GetTagItem("gen_ai.tool.call.id")));
        Assert.Equal(("Error", ActivityStatusCode.Error), (span.GetTagItem("error.type"), span.Status));
        Assert.Equal(contents, span.TagObjects.Any(tag => tag.Value?.ToString()?.Contains("a secret", StringComparison.Ordinal) is true));
    }

    private sealed class Shop
    {
        [AgentTool(Effect = EffectClass.ReadOnly)]
        public string Find(string what) => throw new ToolError($"There is no {what}.");
    }
}
