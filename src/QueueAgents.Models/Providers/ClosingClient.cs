using Microsoft.Extensions.AI;

namespace QueueAgents.Models;

/// <summary>Ends its connections with itself.</summary>
internal sealed class ClosingClient(IChatClient inner, HttpClient http) : DelegatingChatClient(inner)
{
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) http.Dispose();
    }
}
