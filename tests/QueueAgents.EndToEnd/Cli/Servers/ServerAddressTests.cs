using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Servers;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Cli.Servers;

/// <summary>Which server a command is about, and with which key.</summary>
public sealed class ServerAddressTests : IDisposable
{
    private readonly TempFolder _folder = new("config");
    private readonly Dictionary<string, string> _environment = [];

    private string Config => _folder.File("config.json");

    [Fact]
    public void Nothing_given_is_the_store_of_this_machine() => Assert.Null(Find());

    [Fact]
    public void What_is_typed_goes_before_the_environment_and_that_before_the_file()
    {
        Write("""{"url": "https://file", "token": "file-key"}""");
        Assert.Equal(("https://file/", "file-key"), Found());
        _environment["QUEUEAGENTS_URL"] = "https://environment/fleet";
        _environment["QUEUEAGENTS_TOKEN"] = "environment-key";
        Assert.Equal(("https://environment/fleet/", "environment-key"), Found());
        Assert.Equal(("https://typed/", "typed-key"), Found("https://typed", tokenFile: Key("typed-key\n")));
    }

    [Fact]
    public void A_store_that_is_typed_goes_before_a_server_that_is_not()
    {
        _environment["QUEUEAGENTS_URL"] = "https://environment";
        Assert.Null(Find(store: "runs.db"));
    }

    [Fact]
    public void A_key_of_the_file_goes_to_the_server_of_the_file_only()
    {
        Write("""{"url": "https://file", "token": "file-key"}""");
        Assert.Null(Found("https://elsewhere").Token);
        Assert.Null(Found("http://file").Token);
        Assert.Equal("file-key", Found("https://file/").Token);
    }

    [Fact]
    public void The_file_may_name_a_file_with_the_key()
    {
        Key("kept\n");
        Write("""{"url": "https://file", "tokenFile": "key"} // beside it""");
        Assert.Equal("kept", Found().Token);
    }

    [Fact]
    public void A_file_with_a_key_that_others_can_read_is_refused()
    {
        Write("""{"url": "https://file", "token": "file-key"}""", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.EndsWith($"chmod 600 {Config}", Assert.Throws<RefusedException>(() => Find()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"adress": "https://file"}""")]
    [InlineData("""{"url": 7}""")]
    public void A_file_that_is_not_as_it_should_be_is_named(string text)
    {
        Write(text);
        Assert.StartsWith($"{Config} is not as it should be", Assert.Throws<RefusedException>(() => Find()).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private (string Url, string? Token) Found(string? server = null, string? tokenFile = null)
        => Find(server, tokenFile: tokenFile) is { } found ? (found.Url.AbsoluteUri, found.Token) : throw new InvalidOperationException("There is none.");

    private ServerAddress? Find(string? server = null, string? store = null, string? tokenFile = null)
        => ServerAddress.Find(server, store, tokenFile, _environment.GetValueOrDefault, ConfigFile.Read(Config));

    private string Key(string text)
    {
        File.WriteAllText(_folder.File("key"), text);
        return _folder.File("key");
    }

    private void Write(string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        File.WriteAllText(Config, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Config, mode);
    }
}
