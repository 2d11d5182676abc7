using System.CommandLine;

namespace QueueAgents.Cli.Servers;

/// <summary>The options that name a server, for the nouns whose commands can be about one.</summary>
internal sealed class ServerOptions
{
    public Option<string?> Url { get; } = new("--server")
    {
        Description = $"Work with the fleet behind this server instead of a store here; or the environment variable {ServerAddress.UrlVariable}",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<string?> TokenFile { get; } = new("--token-file")
    {
        Description = $"The file with the key for the server; or the key itself in {ServerAddress.TokenVariable}",
        HelpName = "FILE",
        Recursive = true,
    };

    public void AddTo(Command noun)
    {
        noun.Add(Url);
        noun.Add(TokenFile);
    }
}
