using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QueueAgents.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "dispatch",
                columns: table => new
                {
                    run_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    seq = table.Column<int>(type: "INTEGER", nullable: false),
                    attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    nonce = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<short>(type: "INTEGER", nullable: false),
                    step = table.Column<string>(type: "TEXT", nullable: false),
                    input = table.Column<string>(type: "TEXT", nullable: true),
                    arrival = table.Column<short>(type: "INTEGER", nullable: false),
                    state_version = table.Column<int>(type: "INTEGER", nullable: false),
                    queue = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    join_first = table.Column<int>(type: "INTEGER", nullable: false),
                    join_count = table.Column<int>(type: "INTEGER", nullable: false),
                    child_run_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    lost = table.Column<int>(type: "INTEGER", nullable: false),
                    phase = table.Column<short>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: true),
                    owner = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    outcome = table.Column<short>(type: "INTEGER", nullable: true),
                    result = table.Column<string>(type: "TEXT", nullable: true),
                    error_type = table.Column<string>(type: "TEXT", nullable: true),
                    error_message = table.Column<string>(type: "TEXT", nullable: true),
                    worker = table.Column<string>(type: "TEXT", nullable: true),
                    took_us = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dispatch", x => new { x.run_id, x.seq, x.attempt });
                    table.CheckConstraint("ck_dispatch_due", "ended_at is not null or phase in (0, 5) or due_at is not null");
                    table.CheckConstraint("ck_dispatch_ended", "(ended_at is null and outcome is null) or (ended_at is not null and outcome is not null)");
                });

            migrationBuilder.CreateTable(
                name: "effect",
                columns: table => new
                {
                    run_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    seq = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    @class = table.Column<short>(name: "class", type: "INTEGER", nullable: false),
                    args_hash = table.Column<string>(type: "TEXT", nullable: false),
                    claim_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    claimed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    recorded_at = table.Column<long>(type: "INTEGER", nullable: true),
                    result = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_effect", x => new { x.run_id, x.seq, x.name });
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    run_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    route = table.Column<short>(type: "INTEGER", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: true),
                    trace = table.Column<string>(type: "TEXT", nullable: true),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    tries = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "payload",
                columns: table => new
                {
                    run_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    seq = table.Column<int>(type: "INTEGER", nullable: false),
                    attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<short>(type: "INTEGER", nullable: false),
                    piece_offset = table.Column<int>(type: "INTEGER", nullable: false),
                    total = table.Column<int>(type: "INTEGER", nullable: false),
                    bytes = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payload", x => new { x.run_id, x.seq, x.attempt, x.kind, x.piece_offset });
                });

            migrationBuilder.CreateTable(
                name: "run",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    agent = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    tags = table.Column<string>(type: "TEXT", nullable: true),
                    submission_hash = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<short>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    input = table.Column<string>(type: "TEXT", nullable: true),
                    document = table.Column<string>(type: "TEXT", nullable: true),
                    state_version = table.Column<int>(type: "INTEGER", nullable: false),
                    result = table.Column<string>(type: "TEXT", nullable: true),
                    error_type = table.Column<string>(type: "TEXT", nullable: true),
                    error_message = table.Column<string>(type: "TEXT", nullable: true),
                    pinned = table.Column<bool>(type: "INTEGER", nullable: false),
                    seq = table.Column<int>(type: "INTEGER", nullable: false),
                    step = table.Column<string>(type: "TEXT", nullable: true),
                    group_kind = table.Column<short>(type: "INTEGER", nullable: true),
                    group_first = table.Column<int>(type: "INTEGER", nullable: true),
                    group_count = table.Column<int>(type: "INTEGER", nullable: true),
                    group_next = table.Column<int>(type: "INTEGER", nullable: true),
                    group_done = table.Column<int>(type: "INTEGER", nullable: true),
                    group_failed = table.Column<int>(type: "INTEGER", nullable: true),
                    group_max_parallel = table.Column<int>(type: "INTEGER", nullable: true),
                    group_join = table.Column<string>(type: "TEXT", nullable: true),
                    group_tolerate = table.Column<bool>(type: "INTEGER", nullable: true),
                    group_child_agent = table.Column<string>(type: "TEXT", nullable: true),
                    wait_kind = table.Column<short>(type: "INTEGER", nullable: true),
                    wait_then = table.Column<string>(type: "TEXT", nullable: true),
                    wait_text = table.Column<string>(type: "TEXT", nullable: true),
                    wait_request_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    wait_until = table.Column<long>(type: "INTEGER", nullable: true),
                    deadline = table.Column<long>(type: "INTEGER", nullable: true),
                    wake_at = table.Column<long>(type: "INTEGER", nullable: true),
                    wake_claim = table.Column<long>(type: "INTEGER", nullable: true),
                    kept_signals = table.Column<int>(type: "INTEGER", nullable: false),
                    signals_taken = table.Column<int>(type: "INTEGER", nullable: false),
                    parent_run_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    parent_seq = table.Column<int>(type: "INTEGER", nullable: false),
                    depth = table.Column<int>(type: "INTEGER", nullable: false),
                    trace = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run", x => x.id);
                    table.CheckConstraint("ck_run_state", "state between 1 and 8");
                    table.CheckConstraint("ck_run_version", "version >= 1");
                });

            migrationBuilder.CreateTable(
                name: "run_tag",
                columns: table => new
                {
                    run_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    value = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_tag", x => new { x.run_id, x.name });
                });

            migrationBuilder.CreateTable(
                name: "signal",
                columns: table => new
                {
                    run_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    no = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    client_key = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    taken_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_signal", x => new { x.run_id, x.no });
                });

            migrationBuilder.CreateTable(
                name: "transition",
                columns: table => new
                {
                    run_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    from_state = table.Column<short>(type: "INTEGER", nullable: false),
                    to_state = table.Column<short>(type: "INTEGER", nullable: false),
                    @event = table.Column<string>(name: "event", type: "TEXT", nullable: false),
                    detail = table.Column<string>(type: "TEXT", nullable: true),
                    seq = table.Column<int>(type: "INTEGER", nullable: false),
                    attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    step = table.Column<string>(type: "TEXT", nullable: true),
                    worker = table.Column<string>(type: "TEXT", nullable: true),
                    done_by = table.Column<string>(type: "TEXT", nullable: true),
                    command_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    trace_id = table.Column<string>(type: "TEXT", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    took_us = table.Column<long>(type: "INTEGER", nullable: true),
                    state_version = table.Column<int>(type: "INTEGER", nullable: false),
                    reverse_diff = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_transition", x => new { x.run_id, x.version });
                    table.CheckConstraint("ck_transition_failed", "from_state <> 7 or to_state in (1, 2, 3)");
                    table.CheckConstraint("ck_transition_final", "from_state not in (6, 8)");
                    table.CheckConstraint("ck_transition_first", "(version = 1 and from_state = 0) or (version > 1 and from_state between 1 and 8)");
                    table.CheckConstraint("ck_transition_parked", "from_state <> 5 or to_state in (1, 2, 3, 8)");
                });

            migrationBuilder.CreateTable(
                name: "worker",
                columns: table => new
                {
                    instance = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    host = table.Column<string>(type: "TEXT", nullable: false),
                    agents = table.Column<string>(type: "TEXT", nullable: false),
                    concurrency = table.Column<int>(type: "INTEGER", nullable: false),
                    in_flight = table.Column<int>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_worker", x => x.instance);
                });

            migrationBuilder.CreateIndex(
                name: "ix_dispatch_child",
                table: "dispatch",
                column: "child_run_id",
                filter: "ended_at is null and child_run_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_dispatch_due",
                table: "dispatch",
                column: "due_at",
                filter: "ended_at is null and due_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_dispatch_unserved",
                table: "dispatch",
                column: "queue",
                filter: "ended_at is null and phase = 3");

            migrationBuilder.CreateIndex(
                name: "ux_dispatch_open",
                table: "dispatch",
                columns: new[] { "run_id", "seq" },
                unique: true,
                filter: "ended_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_due",
                table: "outbox",
                column: "due_at");

            migrationBuilder.CreateIndex(
                name: "ix_run_list",
                table: "run",
                columns: new[] { "created_at", "id" },
                descending: new bool[0]);

            migrationBuilder.CreateIndex(
                name: "ix_run_list_agent",
                table: "run",
                columns: new[] { "agent", "created_at", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_run_list_state",
                table: "run",
                columns: new[] { "state", "created_at", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_run_parent",
                table: "run",
                column: "parent_run_id",
                filter: "parent_run_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_run_queued",
                table: "run",
                columns: new[] { "agent", "created_at" },
                filter: "state = 1");

            migrationBuilder.CreateIndex(
                name: "ix_run_wake",
                table: "run",
                column: "wake_at",
                filter: "wake_at is not null and state <= 4");

            migrationBuilder.CreateIndex(
                name: "ux_run_key",
                table: "run",
                columns: new[] { "tenant", "agent", "key" },
                unique: true,
                filter: "\"key\" is not null");

            migrationBuilder.CreateIndex(
                name: "ix_run_tag_value",
                table: "run_tag",
                columns: new[] { "name", "value", "run_id" });

            migrationBuilder.CreateIndex(
                name: "ix_signal_kept",
                table: "signal",
                column: "run_id",
                filter: "taken_at is null");

            migrationBuilder.CreateIndex(
                name: "ux_signal_client_key",
                table: "signal",
                columns: new[] { "run_id", "client_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_transition_command",
                table: "transition",
                columns: new[] { "run_id", "command_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "dispatch");

            migrationBuilder.DropTable(
                name: "effect");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "payload");

            migrationBuilder.DropTable(
                name: "run");

            migrationBuilder.DropTable(
                name: "run_tag");

            migrationBuilder.DropTable(
                name: "signal");

            migrationBuilder.DropTable(
                name: "transition");

            migrationBuilder.DropTable(
                name: "worker");
        }
    }
}
