using System.Text.Json;
using QueueAgents.Contracts;

namespace QueueAgents.Http.Views;

/// <summary>One item of a run's transcript.</summary>
/// <param name="No">1, 2, 3… in its run.</param>
/// <param name="Seq">The step that added it.</param>
/// <param name="Kind"><c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Body">The message.</param>
internal sealed record ItemView(int No, int Seq, string Kind, JsonElement? Body)
{
    public static ItemView Of(TranscriptItem item) => new(item.No, item.Seq, item.Kind, JsonText.Part(item.Body));
}

/// <param name="Next">The item to go on after; absent on the last page.</param>
internal sealed record TranscriptPageView(IReadOnlyList<ItemView> Items, int? Next);
