using QueueAgents.Agents;
using Xunit;

namespace QueueAgents.Unit.Agents;

public sealed class ArgumentsHashTests
{
    [Fact]
    public void The_order_of_members_does_not_change_the_hash()
        => Assert.Equal(ArgumentsHash.Of(new { A = 1, B = new { C = "x", D = 2 } }), ArgumentsHash.Of(new { B = new { D = 2, C = "x" }, A = 1 }));

    [Fact]
    public void The_order_of_items_changes_the_hash() => Assert.NotEqual(ArgumentsHash.Of((List<int>)[1, 2]), ArgumentsHash.Of((List<int>)[2, 1]));

    [Fact]
    public void The_hash_is_the_SHA_256_of_the_canonical_document()
        => Assert.Equal("74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b", ArgumentsHash.Of(null));
}
