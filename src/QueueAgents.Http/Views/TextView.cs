using QueueAgents.Contracts;

namespace QueueAgents.Http.Views;

/// <summary>A piece of what a model says while it says it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Seq">The step whose model it is.</param>
/// <param name="Attempt">The attempt of the step; text of a later one replaces that of an earlier one.</param>
/// <param name="From">How many characters of the answer came before; 0 begins it anew. More than were received: a piece was lost.</param>
/// <param name="Text">The piece.</param>
internal sealed record TextView(Guid RunId, int Seq, int Attempt, int From, string Text)
{
    public static TextView Of(LiveText text) => new(text.RunId, text.Seq, text.Attempt, text.From, text.Text);
}
