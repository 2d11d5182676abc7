namespace QueueAgents.Agents;

/// <summary>Tells what a model says while it says it. Nothing waits for it, and nothing depends on it.</summary>
internal interface IVoice
{
    /// <summary>An answer begins: what was told of this attempt before is void.</summary>
    void Begin();

    void Say(string text);
}
