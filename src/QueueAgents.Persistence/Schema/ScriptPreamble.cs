namespace QueueAgents.Persistence.Schema;

/// <summary>What must come before a script that an administrator applies with a tool of his own, where the database has such a thing.</summary>
internal sealed record ScriptPreamble(string Text);
