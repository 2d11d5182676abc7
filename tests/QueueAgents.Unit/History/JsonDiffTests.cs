using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CsCheck;
using QueueAgents.Orchestration.History;
using Xunit;

namespace QueueAgents.Unit.History;

public class JsonDiffTests
{
    [Fact]
    public void The_diff_of_any_two_documents_turns_the_first_into_the_second()
        => JsonTexts.Pair.Sample((from, to) =>
        {
            var patch = JsonDiff.Diff(from, to);
            return patch is null ? JsonTexts.Equal(from, to) : JsonTexts.Equal(to, JsonDiff.Apply(from, patch));
        }, iter: 5_000);

    [Fact]
    public void A_diff_is_hardly_longer_than_replacing_the_whole_document()
        => JsonTexts.Pair.Sample((from, to) => Encoding.UTF8.GetByteCount(JsonDiff.Diff(from, to) ?? "") <= Encoding.UTF8.GetByteCount(to) + 40, iter: 1_000);

    [Fact]
    public void Reverse_diffs_lead_back_through_a_whole_history()
        => JsonTexts.Document.Array[2, 8].Sample(history =>
        {
            string? document = history[^1];
            for (var i = history.Length - 1; i > 0; i--)
            {
                if (JsonDiff.Diff(history[i], history[i - 1]) is { } patch) document = JsonDiff.Apply(document, patch);
                if (!JsonTexts.Equal(history[i - 1], document)) return false;
            }

            return true;
        }, iter: 500);

    [Theory]
    [InlineData("""{"a":1,"b":[1,2]}""", """{"b":[1,2],"a":1}""")]
    [InlineData("""{"a":1,"b":[1,2]}""", """{ "a": 1, "b": [1, 2] }""")]
    [InlineData("null", "null")]
    [InlineData(null, null)]
    public void Equal_documents_have_no_diff(string? from, string? to) => Assert.Null(JsonDiff.Diff(from, to));

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("100", "1e2")]
    [InlineData("12345678901234567890123", "12345678901234567890124")]
    [InlineData("0.1", "0.10000000000000000000001")]
    public void Numbers_are_compared_and_kept_by_their_text(string from, string to)
        => Assert.Equal($"[{to}]", JsonDiff.Apply($"[{from}]", JsonDiff.Diff($"[{from}]", $"[{to}]")!));

    [Fact]
    public void An_absent_document_is_added_and_removed_whole()
    {
        Assert.Equal("""[{"op":"add","path":"","value":{"a":1}}]""", JsonDiff.Diff(null, """{"a":1}"""));
        Assert.Equal("""{"a":1}""", JsonDiff.Apply(null, JsonDiff.Diff(null, """{"a":1}""")!));
        Assert.Null(JsonDiff.Apply("""{"a":1}""", JsonDiff.Diff("""{"a":1}""", null)!));
    }

    [Fact]
    public void Only_what_changed_is_written()
    {
        var text = new string('x', 200);
        Assert.Equal("""[{"op":"replace","path":"/a~1b/m~0n","value":2}]""",
            JsonDiff.Diff($$$"""{"t":"{{{text}}}","a/b":{"m~n":1,"z":"{{{text}}}"}}""", $$$"""{"t":"{{{text}}}","a/b":{"m~n":2,"z":"{{{text}}}"}}"""));
    }

    [Fact]
    public void A_list_that_grew_at_its_end_costs_its_new_items_only()
    {
        var items = string.Join(',', Enumerable.Range(0, 1000));
        Assert.Equal("""[{"op":"add","path":"/1000","value":7},{"op":"add","path":"/1001","value":8}]""", JsonDiff.Diff($"[{items}]", $"[{items},7,8]"));
        Assert.Equal("""[{"op":"remove","path":"/1001"},{"op":"remove","path":"/1000"}]""", JsonDiff.Diff($"[{items},7,8]", $"[{items}]"));
        Assert.Equal("""[{"op":"add","path":"/0","value":-1}]""", JsonDiff.Diff($"[{items}]", $"[-1,{items}]"));
    }

    [Fact]
    public void Where_most_has_changed_the_document_is_replaced()
        => Assert.Equal("""[{"op":"replace","path":"","value":[4,5,6]}]""", JsonDiff.Diff("[1,2,3]", "[4,5,6]"));

    [Theory]
    [InlineData("""{"a":1,"a":2}""", """{"a":3}""")]
    [InlineData("""{"a":1}""", """{"a":1,"a":2}""")]
    [InlineData("""{"\ud800":1}""", """{"\ud800":2}""")]
    [InlineData("""{"\ud800":1}""", """{"b":2}""")]
    public void Documents_whose_members_cannot_be_named_are_replaced_whole(string from, string to)
        => Assert.Equal(to, JsonDiff.Apply(from, JsonDiff.Diff(from, to)!));

    [Theory]
    // RFC 6902, appendix A: 1, 2, 3, 4, 5, 10, 12's neighbour, 14 (by name), 16.
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("""{"foo":["bar","baz"]}""", """[{"op":"add","path":"/foo/1","value":"qux"}]""", """{"foo":["bar","qux","baz"]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", """{"foo":"bar"}""")]
    [InlineData("""{"foo":["bar","qux","baz"]}""", """[{"op":"remove","path":"/foo/1"}]""", """{"foo":["bar","baz"]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """[{"op":"replace","path":"/baz","value":"boo"}]""", """{"baz":"boo","foo":"bar"}""")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/child","value":{"grandchild":{}}}]""", """{"foo":"bar","child":{"grandchild":{}}}""")]
    [InlineData("""{"/":9,"~1":10}""", """[{"op":"replace","path":"/~01","value":11}]""", """{"/":9,"~1":11}""")]
    [InlineData("""{"foo":["bar"]}""", """[{"op":"add","path":"/foo/-","value":["abc","def"]}]""", """{"foo":["bar",["abc","def"]]}""")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"replace","path":"","value":[1]},{"op":"add","path":"/0","value":0}]""", "[0,1]")]
    [InlineData("""{"":{"a":[]}}""", """[{"op":"remove","path":"//a"}]""", """{"":{}}""")]
    public void Patches_of_the_RFC_apply(string doc, string patch, string expected) => Assert.Equal(expected, JsonDiff.Apply(doc, patch));

    [Theory]
    [InlineData("""[{"op":"add","path":"/baz/bat","value":1}]""")]
    [InlineData("""[{"op":"remove","path":"/nothing"}]""")]
    [InlineData("""[{"op":"replace","path":"/nothing","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/list/4","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/list/01","value":1}]""")]
    [InlineData("""[{"op":"remove","path":"/list/-"}]""")]
    [InlineData("""[{"op":"add","path":"/foo/x","value":1}]""")]
    [InlineData("""[{"op":"add","path":"foo","value":1}]""")]
    [InlineData("""[{"op":"move","from":"/foo","path":"/x","value":1}]""")]
    [InlineData("""[{"op":"test","path":"","value":1}]""")]
    public void A_patch_that_does_not_fit_is_refused(string patch)
        => Assert.Throws<FormatException>(() => JsonDiff.Apply("""{"foo":"bar","list":[1,2,3]}""", patch));

    [Fact]
    public void What_is_no_JSON_is_refused() => Assert.ThrowsAny<JsonException>(() => JsonDiff.Diff("{}", "{oops"));

    [Fact]
    public void A_large_document_takes_no_noticeable_time()
    {
        var large = "{" + string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"member-{i}\":{{\"text\":\"{i} äöü\",\"n\":[{i},{i + 1}]}}")) + "}";
        var changed = large.Replace("\"19999 äöü\"", "\"other\"", StringComparison.Ordinal).Replace("\"0 äöü\"", "\"first\"", StringComparison.Ordinal);
        var watch = Stopwatch.StartNew();
        var patch = JsonDiff.Diff(large, changed)!;
        Assert.True(JsonTexts.Equal(changed, JsonDiff.Apply(large, patch)));
        Assert.True(patch.Length < 200);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
    }
}
