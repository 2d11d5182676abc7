using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using QueueAgents.Agents;

namespace QueueAgents.Models;

/// <summary>One tool of a server. It outlives the connection it was listed over.</summary>
internal sealed class McpFunction(ModelContextProtocol.Protocol.Tool tool, string name, McpConnection connection) : AIFunction
{
    // What a stranger writes is shown to the model, so it has an end.
    private const int MaxDescription = 4_000;

    public override string Name => name;

    public override string Description => tool.Description is not { } text ? "" : text.Length <= MaxDescription ? text : text[..MaxDescription];

    public override JsonElement JsonSchema => tool.InputSchema;

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var client = await connection.Client(cancellationToken);
        var result = await Call(client, arguments, cancellationToken);
        var text = Text(result);
        return result.IsError is true ? throw new ToolError(text.Length == 0 ? $"'{name}' has failed." : text) : text;
    }

    private async Task<CallToolResult> Call(McpClient client, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await client.CallToolAsync(tool.Name, arguments.ToDictionary(argument => argument.Key, argument => argument.Value), cancellationToken: cancellationToken);
        }
        catch (McpProtocolException e)
        {
            throw new ToolError(e.Message); // The server has answered: it will not have the call.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await connection.Lost(client);
            throw;
        }
    }

    private static string Text(CallToolResult result)
    {
        var text = string.Join('\n', result.Content.Select(block => block.ToAIContent()).OfType<AIContent>().Select(content => ToolText.Of(content)));
        return text.Length == 0 && result.StructuredContent is { } structured ? JsonSerializer.Serialize(structured) : text;
    }
}
