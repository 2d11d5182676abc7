using CsCheck;
using QueueAgents.Transport.RabbitMq;
using Xunit;

namespace QueueAgents.Unit.Transport;

/// <summary>What is said to the broker of deliveries that end in any order.</summary>
public sealed class SettlementTests
{
    [Fact]
    public void Deliveries_that_end_together_without_a_gap_are_one_acknowledgement()
        => Assert.Equal([(3UL, true)], new Settlement().Settle([2, 1, 3], []));

    [Fact]
    public void A_long_one_does_not_keep_later_ones_from_being_acknowledged()
    {
        var settlement = new Settlement();
        Assert.Equal([(2UL, false), (3UL, false)], settlement.Settle([3, 2], []));
        Assert.Equal([(4UL, false), (5UL, false)], settlement.Settle([4, 5], []));
        Assert.Equal([(1UL, false)], settlement.Settle([1], []));
        Assert.Equal([(7UL, true)], settlement.Settle([6, 7], []));
    }

    [Fact]
    public void One_that_is_handed_back_is_never_the_number_that_stands_for_all_before()
        => Assert.Equal([(2UL, true)], new Settlement().Settle([1, 2], [3]));

    /// <summary>A broker of one channel: whatever the order and the batches, each delivery is acknowledged exactly once or handed back, and no number is named twice.</summary>
    [Fact]
    public void However_they_end_each_is_spoken_of_exactly_once()
        => Gen.Select(Gen.Shuffle(Enumerable.Range(1, 40).Select(i => (ulong)i).ToArray()), Gen.Int[1, 9], Gen.Int[0, 5]).Sample((order, size, back) =>
        {
            var settlement = new Settlement();
            var open = order.ToHashSet();
            foreach (var batch in order.Chunk(size))
            {
                List<ulong> done = [.. batch.Where(tag => tag % 6 != (ulong)back)], again = [.. batch.Where(tag => tag % 6 == (ulong)back)];
                foreach (var tag in again) Assert.True(open.Remove(tag));
                foreach (var (tag, andAllBefore) in settlement.Settle(done, again))
                {
                    Assert.True(open.Remove(tag), $"{tag} was spoken of before.");
                    if (andAllBefore) Assert.All(open.Where(other => other < tag).ToList(), other => Assert.True(batch.Contains(other) && open.Remove(other), $"{other} had not ended."));
                }

                Assert.DoesNotContain(done, open.Contains);
            }

            Assert.Empty(open);
        });
}
