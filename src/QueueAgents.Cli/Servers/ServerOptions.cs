using System.CommandLine;
using QueueAgents.Cli.CommandLine;

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

    /// <summary>Null where the command is about a store of this machine.</summary>
    /// <exception cref="RefusedException">What was given cannot be used, or not together.</exception>
    public ServerAddress? Find(Invocation call, bool orStore = false) => ServerAddress.Find(
        call.Get(Url), orStore && call.StoreIsNamed ? call.Store : null, call.Get(TokenFile), Environment.GetEnvironmentVariable, ConfigFile.Read(ConfigFile.DefaultPath));

    public void AddTo(Command noun)
    {
        noun.Add(Url);
        noun.Add(TokenFile);
    }
}
