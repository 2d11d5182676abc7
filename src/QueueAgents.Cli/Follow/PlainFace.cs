using System.Text.Json;
using QueueAgents.Cli.Output;
using QueueAgents.Contracts;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace QueueAgents.Cli.Follow;

/// <summary>Any agent.</summary>
internal sealed class PlainFace : IAgentFace
{
    public string Parts => "steps";

    public string? SoFar => null;

    public void Take(Dispatch ended)
    {
    }

    public IRenderable Result(Json result)
        => JsonText.Part(result) is { } json ? new Text(JsonSerializer.Serialize(json, JsonText.Readable) + "\n") : new Text("");
}
