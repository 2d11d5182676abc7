using Microsoft.Extensions.AI;

namespace QueueAgents.Testing;

/// <summary>Models for tests and demonstrations: <c>worker.AddModel("main", _ => Model.Script(…))</c>.</summary>
public static class Model
{
    /// <summary>
    /// A model that answers by a script: one turn per answer, in order. Which turn is asked for is read from the conversation, so a turn that
    /// is repeated after a crash, by whichever worker, is answered the same.
    /// </summary>
    /// <param name="turns">For example <c>m => m.Call("get_order", new { orderId = "17" })</c>, then <c>m => m.Say("Refunded.")</c>.</param>
    public static ScriptedModel Script(params Func<ScriptedTurn, ScriptedTurn>[] turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        return new(turns);
    }

    /// <summary>A model that decides each turn for itself, for scripts that go on as long as they are asked.</summary>
    public static ScriptedModel Improvise(Func<ScriptedTurn, ScriptedTurn> turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        return new(turn);
    }

    /// <summary>
    /// Answers from recordings in a folder, which belongs into the repository. What has not been recorded is asked of <paramref name="real"/>
    /// and recorded; without it, as in CI, it is an error that names the request.
    /// </summary>
    /// <param name="folder">One file per request, named by its content: messages, tools and options, without ids.</param>
    /// <param name="real">The model to record; null = replay only.</param>
    public static IChatClient Recorded(string folder, IChatClient? real = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return new RecordedModel(folder, real);
    }
}
