using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace QueueAgents.Providers;

/// <summary>The tools of a server of somebody else's.</summary>
[McpServerToolType]
internal sealed class OfficeTools
{
    [McpServerTool(Name = "find.person", ReadOnly = true), Description("Finds a person by name.")]
    public static string FindPerson(string name) => $"{name} sits in room 7.";

    [McpServerTool(Name = "book_room", Idempotent = true, Destructive = false), Description("Books a room.")]
    public static string BookRoom(int room) => $"Room {room} is booked.";

    [McpServerTool(Name = "send_fax"), Description("Sends a fax.")]
    public static string SendFax() => "Sent.";

    [McpServerTool(Name = "broken"), Description("Never works.")]
    public static CallToolResult Broken() => new() { IsError = true, Content = [new TextContentBlock { Text = "The office is closed. Try again on Monday." }] };

    [McpServerTool(Name = "picky"), Description("Refuses by protocol.")]
    public static string Picky() => throw new McpProtocolException("No such thing here.", McpErrorCode.InvalidParams);

    [McpServerTool(Name = "environment"), Description("Says what it finds in its environment.")]
    public static string ShowEnvironment() => string.Join('\n', Environment.GetEnvironmentVariables().Keys.Cast<string>().Order(StringComparer.Ordinal));
}
