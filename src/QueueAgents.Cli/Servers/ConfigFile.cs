using System.Text.Json;
using System.Text.Json.Serialization;
using QueueAgents.Cli.CommandLine;

namespace QueueAgents.Cli.Servers;

/// <summary>What a user has written down: <c>{"url": "https://…", "tokenFile": "…"}</c>, or <c>"token"</c> itself in a file nobody else can read.</summary>
internal sealed record ConfigFile
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    [JsonIgnore]
    public string Path { get; private init; } = "";

    public string? Url { get; init; }

    public string? Token { get; init; }

    public string? TokenFile { get; init; }

    /// <summary><c>$XDG_CONFIG_HOME/queueagents/config.json</c>, by default under <c>~/.config</c>.</summary>
    public static string DefaultPath
    {
        get
        {
            // The specification wants a relative path ignored.
            var home = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { } config && System.IO.Path.IsPathRooted(config)
                ? config
                : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
            return System.IO.Path.Combine(home, "queueagents", "config.json");
        }
    }

    /// <summary>Empty where there is none.</summary>
    /// <exception cref="RefusedException">It cannot be read.</exception>
    public static ConfigFile Read(string path)
    {
        try
        {
            return (JsonSerializer.Deserialize<ConfigFile>(File.ReadAllText(path), Strict) ?? new()) with { Path = path };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new() { Path = path };
        }
        catch (JsonException e)
        {
            throw RefusedException.Usage($"{path} is not as it should be, {{\"url\": …, \"tokenFile\": …}}: {e.Message}");
        }
    }

    /// <exception cref="RefusedException">Others can read it too.</exception>
    public string? ReadToken()
    {
        if (TokenFile is { Length: > 0 } file) return File.ReadAllText(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, file)).Trim();
        if (Token is null) return null;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0)
            throw RefusedException.Usage($"{Path} holds a key and can be read by others: chmod 600 {Path}");
        return Token;
    }
}
