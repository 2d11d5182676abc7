using System.CommandLine;

namespace QueueAgents.Benchmarks.Arguments;

/// <summary>The options of every verb that runs a fleet.</summary>
internal sealed class SharedOptions
{
    private const string PostgreSql = "postgresql";
    private const string SqlServer = "sqlserver";

    private readonly Option<int> seconds;
    private readonly Option<int> repeat;
    private readonly Option<string> queueType = new("--queue-type") { Description = "What kind of queue our messages wait in: quorum or classic.", DefaultValueFactory = _ => "quorum" };
    private readonly Option<string> database = new("--database") { Description = "postgresql, of which it starts its own, or sqlserver.", DefaultValueFactory = _ => PostgreSql };
    private readonly Option<string?> connection = new("--connection") { Description = "The SQL Server, by a login that may create databases: it makes one for itself and drops it. Its processor time is not measured." };

    public SharedOptions(int seconds = 10, int repeat = 3)
    {
        this.seconds = new("--seconds") { Description = "How long one measurement takes.", DefaultValueFactory = _ => seconds };
        this.repeat = new("--repeat") { Description = "How often each is taken; shown is the median, with the range.", DefaultValueFactory = _ => repeat };
        this.seconds.Validators.Add(result => Require(result, result.GetValueOrDefault<int>() is >= 1 and <= 3_600, "--seconds is 1 to 3600."));
        this.repeat.Validators.Add(result => Require(result, result.GetValueOrDefault<int>() is >= 1 and <= 100, "--repeat is 1 to 100."));
        queueType.AcceptOnlyFromAmong("quorum", "classic");
        database.AcceptOnlyFromAmong(PostgreSql, SqlServer);
    }

    public JsonOption Json { get; } = new();

    /// <param name="anyDatabase">False: what the verb does can be done on PostgreSQL only.</param>
    public void AddTo(Command verb, bool anyDatabase = true)
    {
        verb.Options.Add(seconds);
        verb.Options.Add(repeat);
        verb.Options.Add(queueType);
        if (anyDatabase)
        {
            verb.Options.Add(database);
            verb.Options.Add(connection);
            verb.Validators.Add(result => Require(
                result,
                result.GetValue(database) == SqlServer == result.GetValue(connection) is { Length: > 0 },
                "--database sqlserver and --connection go together."));
        }

        verb.Options.Add(Json.Option);
    }

    public Setup Of(ParseResult parsed) => new(
        TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(repeat), parsed.GetValue(queueType)!, parsed.GetValue(connection), Json.Of(parsed));

    private static void Require(System.CommandLine.Parsing.SymbolResult result, bool holds, string otherwise)
    {
        if (!holds) result.AddError(otherwise);
    }
}
