using System.Globalization;
using Npgsql;
using QueueAgents.Contracts;
using QueueAgents.TestFleet;
using QueueAgents.TestNodes;

namespace QueueAgents.Chaos.Fleet;

/// <summary>Servers, workers and the ledger as processes, and a client that speaks to them over the bus.</summary>
internal sealed class RunningFleet : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("queueagents-chaos-").FullName;
    private readonly FleetPlan _plan;
    private readonly FleetProcess _ledger;
    private int _ledgerPort;

    private RunningFleet(FleetPlan plan)
    {
        _plan = plan;
        Database = NpgsqlDataSource.Create(plan.Connection);
        Client = new FleetClient(plan.Broker);
        _ledger = new FleetProcess("ledger", new ChildStart("dotnet", Programs.TestFleet, "ledger", LedgerFile));
    }

    public List<FleetProcess> Servers { get; } = [];

    public List<FleetProcess> Workers { get; } = [];

    public FleetClient Client { get; }

    public NpgsqlDataSource Database { get; }

    public IEnumerable<FleetProcess> Processes => [.. Servers, .. Workers];

    public TimeSpan Lease => _plan.Lease;

    private string LedgerFile => Path.Combine(_folder, "ledger.jsonl");

    /// <summary>Returns when every server answers and every worker has announced itself.</summary>
    public static async Task<RunningFleet> StartAsync(FleetPlan plan)
    {
        var fleet = new RunningFleet(plan);
        try
        {
            await fleet._ledger.StartAsync();
            var line = await fleet._ledger.WaitForLine(l => l.StartsWith("ledger on ", StringComparison.Ordinal));
            fleet._ledgerPort = int.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
            for (var i = 1; i <= plan.Servers; i++) await fleet.AddServerAsync();
            for (var i = 1; i <= plan.Workers; i++) await fleet.AddWorkerAsync(plan.Serves);
            await fleet.Client.StartAsync();
            await fleet.ReadyAsync();
            return fleet;
        }
        catch (Exception thrown)
        {
            var tails = fleet.Tails();
            await fleet.DisposeAsync();
            throw new InvalidOperationException($"The fleet did not start: {thrown.Message}\n{tails}", thrown);
        }
    }

    public async Task<FleetProcess> AddServerAsync(string? connection = null)
    {
        var server = new FleetProcess($"server {Servers.Count + 1}", new ChildStart("dotnet", Programs.Server) { Environment = _plan.ServerEnvironment(connection) });
        Servers.Add(server);
        await server.StartAsync();
        return server;
    }

    public async Task<FleetProcess> AddWorkerAsync(string serves)
    {
        var start = new ChildStart("dotnet", Programs.TestFleet, "worker") { Environment = _plan.WorkerEnvironment(serves, _ledgerPort) };
        var worker = new FleetProcess($"worker {Workers.Count + 1}", start);
        Workers.Add(worker);
        await worker.StartAsync();
        return worker;
    }

    /// <summary>All workers are known to the servers.</summary>
    public Task ReadyAsync() => Eventually.Async(
        $"{Workers.Count} workers to be announced",
        async () => await ScalarAsync<long>("select count(*) from worker") >= Workers.Count,
        TimeSpan.FromSeconds(60),
        Tails);

    public async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Rows as text, columns separated by " | ".</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<RunState> StateAsync(Guid run) => (RunState)await ScalarAsync<short>("select coalesce((select state from run where id = $1), 0)::smallint", run);

    public Task UntilAsync(Guid run, RunState state, TimeSpan? deadline = null) => Eventually.Async(
        $"run {run} to be {state}",
        async () => await StateAsync(run) == state,
        deadline ?? TimeSpan.FromSeconds(60),
        () => $"{string.Join('\n', RowsAsync("select version, from_state, to_state, event, seq, attempt, detail from transition where run_id = $1 order by version", run).GetAwaiter().GetResult())}\n{Tails()}");

    /// <summary>Every call the outside world saw.</summary>
    public async Task<IReadOnlyList<LedgerCall>> CallsAsync()
    {
        await using var file = new FileStream(LedgerFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => new Json(line).As<LedgerCall>()!)];
    }

    public string Tails() => string.Join('\n', Processes.Select(p => $"--- {p.Name}{(p.HasExited ? " (ended)" : "")}\n{Short(p.Tail(25))}"));

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Task.WhenAll(Processes.Append(_ledger).Select(p => p.DisposeAsync().AsTask()));
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Short(string lines) => string.Join('\n', lines.Split('\n').Select(line => line.Length > 600 ? line[..600] + "…" : line));

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = Database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
