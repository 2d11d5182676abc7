using System.CommandLine;
using QueueAgents.Cli.CommandLine;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>The options of <c>doctor</c> that name a broker.</summary>
internal sealed class BrokerOptions
{
    public const string BrokerVariable = "QUEUEAGENTS_BROKER";
    public const string ManagementVariable = "QUEUEAGENTS_MANAGEMENT";

    private readonly Option<string?> _broker = new("--broker")
    {
        Description = $"The broker, as amqp://user:password@host/vhost; better in the environment, as {BrokerVariable}, where a password is in it",
        HelpName = "URL",
    };

    private readonly Option<string?> _management = new("--management")
    {
        Description = $"Its management interface, such as http://host:15672; with another user than the broker's in {ManagementVariable}",
        HelpName = "URL",
    };

    private readonly Option<BrokerRole> _role = new("--role")
    {
        Description = "What the broker's user is for: server, worker or publisher",
        HelpName = "ROLE",
        DefaultValueFactory = _ => BrokerRole.Server,
        CustomParser = parsed =>
        {
            if (Enum.TryParse<BrokerRole>(parsed.Tokens[0].Value, ignoreCase: true, out var role) && Enum.IsDefined(role) && !char.IsDigit(parsed.Tokens[0].Value[0])) return role;
            parsed.AddError($"--role is server, worker or publisher, not '{parsed.Tokens[0].Value}'.");
            return default;
        },
    };

    private readonly Option<string> _queueType = new("--queue-type") { Description = "The fleet's setting QueueType: quorum or classic", HelpName = "TYPE", DefaultValueFactory = _ => "quorum" };

    public BrokerOptions()
    {
        _role.CompletionSources.Clear(); // Those of an enum are its names in C#.
        _role.CompletionSources.Add("server", "worker", "publisher");
        _queueType.CompletionSources.Add("quorum", "classic");
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _broker, _management, _role, _queueType }) command.Add(option);
    }

    /// <exception cref="RefusedException">What is given cannot be a broker.</exception>
    public BrokerUnderTest Of(Invocation call)
    {
        var quorum = call.Get(_queueType) switch
        {
            "quorum" => true,
            "classic" => false,
            var other => throw RefusedException.Usage($"--queue-type is quorum or classic, not '{other}'."),
        };
        var broker = Address(call.Get(_broker) ?? Environment.GetEnvironmentVariable(BrokerVariable), "--broker", "amqp://host/vhost", "amqp", "amqps", "rabbitmq", "rabbitmqs");
        var management = Address(call.Get(_management) ?? Environment.GetEnvironmentVariable(ManagementVariable), "--management", "http://host:15672", "http", "https");
        return new BrokerUnderTest(broker, management, call.Get(_role), quorum);
    }

    private static Uri? Address(string? text, string option, string such, params string[] schemes)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        // What is wrong may hold a password, so it is not repeated.
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme) ? url : throw RefusedException.Usage($"{option} is an address such as {such}.");
    }
}

internal enum BrokerRole
{
    Server = 0,
    Worker,
    Publisher,
}
