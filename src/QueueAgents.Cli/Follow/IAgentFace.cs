using System.Text.Json;
using QueueAgents.Http.Views;
using Spectre.Console.Rendering;

namespace QueueAgents.Cli.Follow;

/// <summary>What the command line knows of one agent, so that its runs read as what they are about.</summary>
internal interface IAgentFace
{
    /// <summary>What the steps of its fan-out are about.</summary>
    string Parts { get; }

    /// <summary>A step has ended.</summary>
    void Take(AttemptView ended);

    /// <summary>What its steps have come to so far, in markup; null where there is nothing to say.</summary>
    string? SoFar { get; }

    /// <summary>Its result, for a person.</summary>
    IRenderable Result(JsonElement? result);
}
