namespace QueueAgents.Persistence.Sqlite.Sql;

/// <summary>Signals, effects, items and messages of a commit.</summary>
internal static class SmallSql
{
    public const string KeptSignals = $"select {Signal} from signal where run_id = $1 and taken_at is null";

    public const string SignalByKey = $"select {Signal} from signal where run_id = $1 and client_key = $2 and taken_at is not null";

    public const string InsertSignal = "insert into signal (run_id, no, name, client_key, body, at, taken_at) values ($1, $2, $3, $4, $5, $6, $7)";

    public const string TakeSignal = "update signal set taken_at = $3 where run_id = $1 and no = $2 and taken_at is null";

    public const string RecordEffect = """
        insert into effect (run_id, seq, name, attempt, class, args_hash, claimed_at, recorded_at, result)
        values ($1, $2, $3, $4, $5, $6, $7, $7, $8)
        on conflict (run_id, seq, name) do update set
            attempt = excluded.attempt, class = excluded.class, args_hash = excluded.args_hash, recorded_at = excluded.recorded_at,
            result = excluded.result
        where recorded_at is null                                             -- R11
        """;

    public const string InsertItem = "insert into item (run_id, no, seq, kind, body) values ($1, $2, $3, $4, $5)";

    public const string InsertOutbox = "insert into outbox (id, run_id, route, type, body, trace, due_at, tries) values ($1, $2, $3, $4, $5, $6, $7, $8)";

    private const string Signal = "run_id, no, name, client_key, body, at, taken_at";
}
