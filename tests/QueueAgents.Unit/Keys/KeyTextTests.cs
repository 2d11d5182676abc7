using QueueAgents.Orchestration.Keys;
using Xunit;

namespace QueueAgents.Unit.Keys;

public sealed class KeyTextTests
{
    [Fact]
    public void A_new_key_is_well_formed_and_like_no_other()
    {
        var texts = Enumerable.Range(0, 1000).Select(_ => KeyText.New()).ToList();

        Assert.All(texts, text => Assert.True(KeyText.IsWellFormed(text), text));
        Assert.Equal(1000, texts.Distinct().Count());
        Assert.Equal(1000, texts.Select(KeyText.PrefixOf).Distinct().Count());
    }

    [Theory]
    [InlineData(true, "qa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData(true, "qa_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData(false, "qa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData(false, "QA_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData(false, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData(false, "qa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n")]
    [InlineData(false, "qa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaä")]
    [InlineData(false, "qa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa a")]
    [InlineData(false, "")]
    [InlineData(false, null)]
    public void A_key_is_qa_and_at_least_43_letters_a_url_may_hold(bool expected, string? text) => Assert.Equal(expected, KeyText.IsWellFormed(text));

    [Fact]
    public void A_key_longer_than_any_is_no_key() => Assert.False(KeyText.IsWellFormed("qa_" + new string('a', KeyText.MaxLength)));

    [Fact]
    public void A_key_is_valid_until_it_expires_or_is_revoked()
    {
        var now = new DateTimeOffset(2026, 11, 23, 9, 30, 0, TimeSpan.Zero);
        var key = new ApiKey { Id = Guid.CreateVersion7(), Name = "n", Prefix = "qa_", Role = KeyRole.Viewer, CreatedAt = now, CreatedBy = "test" };

        Assert.True(key.IsValid(now));
        Assert.True((key with { ExpiresAt = now.AddTicks(1) }).IsValid(now));
        Assert.False((key with { ExpiresAt = now }).IsValid(now));
        Assert.False((key with { RevokedAt = now.AddDays(1) }).IsValid(now));
    }
}
