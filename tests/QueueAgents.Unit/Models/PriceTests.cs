using Microsoft.Extensions.Logging.Abstractions;
using QueueAgents.Agents;
using Xunit;

namespace QueueAgents.Unit.Models;

public sealed class PriceTests
{
    private readonly PriceTable _prices = new(
        [
            new() { Model = "gpt-5", Input = 1.25m, Output = 10m, CachedInput = 0.125m },
            new() { Model = "gpt-5-mini", Input = 0.25m, Output = 2m },
            new() { Model = "claude-sonnet-4", Input = 3m, Output = 15m, CachedInput = 0.3m, CacheWrite = 3.75m },
        ],
        NullLogger<PriceTable>.Instance);

    [Fact]
    public void A_turn_costs_what_each_kind_of_token_costs()
        => Assert.Equal(
            ((1_000 * 3m) + (700 * 0.3m) + (300 * 3.75m) + (50 * 15m)) / 1_000_000,
            _prices.CostOf("claude-sonnet-4-20250514", new(Input: 2_000, Output: 50, Cached: 700, CacheWrite: 300, Reasoning: 20)));

    [Fact]
    public void Cached_tokens_cost_what_others_do_where_nothing_else_is_said()
        => Assert.Equal(0.25m, _prices.CostOf("gpt-5-mini", new(Input: 1_000_000, Output: 0, Cached: 400_000)));

    [Theory]
    [InlineData("gpt-5-2025-08-07", 1.25)]
    [InlineData("GPT-5", 1.25)]
    [InlineData("gpt-5-mini-2025-08-07", 0.25)]
    [InlineData("gpt-5-nano", null)]
    [InlineData("claude-sonnet-4-5-20250929", null)]
    [InlineData("gpt", null)]
    [InlineData("", null)]
    public void A_version_of_a_model_has_its_price_and_another_model_has_none(string model, double? cost)
        => Assert.Equal((decimal?)cost, _prices.CostOf(model, new(Input: 1_000_000, Output: 0)));
}
