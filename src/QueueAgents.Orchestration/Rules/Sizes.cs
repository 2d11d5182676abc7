using System.Text;
using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Rules;

/// <summary>Documents are measured in UTF-8 bytes, as they travel.</summary>
internal static class Sizes
{
    public static int Of(Json json) => json.Text is { } text ? Encoding.UTF8.GetByteCount(text) : 0;
}
