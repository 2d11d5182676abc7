using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QueueAgents.Persistence.PostgreSql.Migrations
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
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    nonce = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    step = table.Column<string>(type: "text", nullable: false),
                    input = table.Column<string>(type: "text", nullable: true),
                    arrival = table.Column<short>(type: "smallint", nullable: false),
                    state_version = table.Column<int>(type: "integer", nullable: false),
                    queue = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, collation: "C"),
                    join_first = table.Column<int>(type: "integer", nullable: false),
                    join_count = table.Column<int>(type: "integer", nullable: false),
                    child_run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    lost = table.Column<int>(type: "integer", nullable: false),
                    phase = table.Column<short>(type: "smallint", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    owner = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<short>(type: "smallint", nullable: true),
                    result = table.Column<string>(type: "text", nullable: true),
                    error_type = table.Column<string>(type: "text", nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    worker = table.Column<string>(type: "text", nullable: true),
                    took_us = table.Column<long>(type: "bigint", nullable: true)
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
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C"),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    @class = table.Column<short>(name: "class", type: "smallint", nullable: false),
                    args_hash = table.Column<string>(type: "text", nullable: false),
                    claim_id = table.Column<Guid>(type: "uuid", nullable: true),
                    claimed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    result = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_effect", x => new { x.run_id, x.seq, x.name });
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    route = table.Column<short>(type: "smallint", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: true),
                    trace = table.Column<string>(type: "text", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    tries = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "payload",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    piece_offset = table.Column<int>(type: "integer", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payload", x => new { x.run_id, x.seq, x.attempt, x.kind, x.piece_offset });
                });

            migrationBuilder.CreateTable(
                name: "run",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    agent = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    tags = table.Column<string>(type: "text", nullable: true),
                    submission_hash = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    input = table.Column<string>(type: "text", nullable: true),
                    document = table.Column<string>(type: "text", nullable: true),
                    state_version = table.Column<int>(type: "integer", nullable: false),
                    result = table.Column<string>(type: "text", nullable: true),
                    error_type = table.Column<string>(type: "text", nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    pinned = table.Column<bool>(type: "boolean", nullable: false),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    step = table.Column<string>(type: "text", nullable: true),
                    group_kind = table.Column<short>(type: "smallint", nullable: true),
                    group_first = table.Column<int>(type: "integer", nullable: true),
                    group_count = table.Column<int>(type: "integer", nullable: true),
                    group_next = table.Column<int>(type: "integer", nullable: true),
                    group_done = table.Column<int>(type: "integer", nullable: true),
                    group_failed = table.Column<int>(type: "integer", nullable: true),
                    group_max_parallel = table.Column<int>(type: "integer", nullable: true),
                    group_join = table.Column<string>(type: "text", nullable: true),
                    group_tolerate = table.Column<bool>(type: "boolean", nullable: true),
                    group_child_agent = table.Column<string>(type: "text", nullable: true),
                    wait_kind = table.Column<short>(type: "smallint", nullable: true),
                    wait_then = table.Column<string>(type: "text", nullable: true),
                    wait_text = table.Column<string>(type: "text", nullable: true),
                    wait_request_id = table.Column<Guid>(type: "uuid", nullable: true),
                    wait_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    deadline = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    wake_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    wake_claim = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    kept_signals = table.Column<int>(type: "integer", nullable: false),
                    signals_taken = table.Column<int>(type: "integer", nullable: false),
                    parent_run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    parent_seq = table.Column<int>(type: "integer", nullable: false),
                    depth = table.Column<int>(type: "integer", nullable: false),
                    trace = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
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
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    value = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_tag", x => new { x.run_id, x.name });
                });

            migrationBuilder.CreateTable(
                name: "signal",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    no = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    client_key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    body = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    taken_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_signal", x => new { x.run_id, x.no });
                });

            migrationBuilder.CreateTable(
                name: "transition",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    from_state = table.Column<short>(type: "smallint", nullable: false),
                    to_state = table.Column<short>(type: "smallint", nullable: false),
                    @event = table.Column<string>(name: "event", type: "text", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: true),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    step = table.Column<string>(type: "text", nullable: true),
                    worker = table.Column<string>(type: "text", nullable: true),
                    done_by = table.Column<string>(type: "text", nullable: true),
                    command_id = table.Column<Guid>(type: "uuid", nullable: false),
                    trace_id = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    took_us = table.Column<long>(type: "bigint", nullable: true),
                    state_version = table.Column<int>(type: "integer", nullable: false),
                    reverse_diff = table.Column<string>(type: "text", nullable: true)
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
                    instance = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    host = table.Column<string>(type: "text", nullable: false),
                    agents = table.Column<string>(type: "text", nullable: false),
                    concurrency = table.Column<int>(type: "integer", nullable: false),
                    in_flight = table.Column<int>(type: "integer", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_worker", x => x.instance);
                });

            // A run's row is written with every transition. Half-empty pages keep the new version beside the old one, so that no index
            // is touched: measured, all updates instead of one in ten, and half the space on disk.
            migrationBuilder.Sql("alter table run set (fillfactor = 50);");

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
