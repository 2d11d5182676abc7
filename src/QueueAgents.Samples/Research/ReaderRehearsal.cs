using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using QueueAgents.Samples.Rehearsal;

namespace QueueAgents.Samples.Research;

/// <summary>How a patient reader would do it without understanding a word: page by page, and then the lines in which a word of the topic stands.</summary>
internal static partial class ReaderRehearsal
{
    private const int MostQuotes = 5;

    public static ChatMessage Answer(Hearing so)
    {
        var order = ReadingOrder.Parse(so.Asked);
        var pages = so.Results("read_page");
        if (pages is [] || Next(pages[^1]) is not { } next) return pages is [] ? Page(order.File, 1) : Hearing.Say(Read(order, pages));
        return Page(order.File, next);
    }

    private static ChatMessage Page(string file, int from) => Hearing.Call("read_page", new { file, fromLine = from });

    private static int? Next(string page) => Heading().Match(page) is { Success: true } heading && Number(heading.Groups[1]) is var last && last < Number(heading.Groups[2]) ? last + 1 : null;

    private static Reading Read(ReadingOrder order, IReadOnlyList<string> pages)
    {
        var words = order.Topic.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = pages.SelectMany(page => Line().Matches(page)).Select(line => new Quote(Number(line.Groups[1]), line.Groups[2].Value.Trim()))
            .Where(quote => words.Any(word => quote.Text.Contains(word, StringComparison.OrdinalIgnoreCase))).ToList();
        return new(order.File, $"{found.Count} lines speak of {order.Topic}.", [.. found.Take(MostQuotes)]);
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\Alines \d+ to (\d+) of (\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(\d+): (.*)$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Line();
}
