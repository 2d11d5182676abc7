using QueueAgents.Cli.DocsAudit;
using QueueAgents.Samples.DocsAudit;

namespace QueueAgents.Cli.Follow;

internal static class Faces
{
    public static IAgentFace Of(string agent) => agent == DocsAuditAgent.Name ? new DocsAuditFace() : new PlainFace();
}
