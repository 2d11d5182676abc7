using System.Text.Json;
using QueueAgents.Http.Views;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace QueueAgents.Cli.Follow;

/// <summary>Any agent.</summary>
internal sealed class PlainFace : IAgentFace
{
    public string Parts => "steps";

    public string? SoFar => null;

    public void Take(AttemptView ended)
    {
    }

    public IRenderable Result(JsonElement? result)
        => result is { } json ? new Text(JsonSerializer.Serialize(json, JsonText.Readable) + "\n") : new Text("");
}
