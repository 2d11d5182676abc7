namespace QueueAgents.Orchestration.Keys;

/// <summary>What the holder of a key may do. The numbers are stored: append only.</summary>
internal enum KeyRole
{
    /// <summary>Looks at runs, their history and the fleet.</summary>
    Viewer = 1,

    /// <summary>Looks, starts runs and gives them signals: for the programs that feed the fleet.</summary>
    Submitter = 2,

    /// <summary>What a submitter may, and cancels, pauses, resumes and retries runs and lets workers leave. Does not answer for people.</summary>
    Operator = 3,

    /// <summary>Looks and answers the questions of runs. Starts and steers nothing, so that who asks is not who approves.</summary>
    Approver = 4,

    /// <summary>Everything.</summary>
    Admin = 5,
}
