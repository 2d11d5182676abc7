using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QueueAgents.Persistence.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "api_key",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    hash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    prefix = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    role = table.Column<short>(type: "smallint", nullable: false),
                    tenant = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    created_by = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    expires_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    last_used_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    row_no = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_key", x => x.id)
                        .Annotation("SqlServer:Clustered", false);
                    table.CheckConstraint("ck_api_key_role", "role between 1 and 5");
                });

            migrationBuilder.CreateTable(
                name: "dispatch",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    seq = table.Column<int>(type: "int", nullable: false),
                    attempt = table.Column<int>(type: "int", nullable: false),
                    nonce = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    step = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    input = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    arrival = table.Column<short>(type: "smallint", nullable: false),
                    state_version = table.Column<int>(type: "int", nullable: false),
                    queue = table.Column<string>(type: "nvarchar(121)", maxLength: 121, nullable: false, collation: "Latin1_General_100_BIN2"),
                    join_first = table.Column<int>(type: "int", nullable: false),
                    join_count = table.Column<int>(type: "int", nullable: false),
                    child_run_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    failures = table.Column<int>(type: "int", nullable: false),
                    lost = table.Column<int>(type: "int", nullable: false),
                    phase = table.Column<short>(type: "smallint", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    owner = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    outcome = table.Column<short>(type: "smallint", nullable: true),
                    result = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    error_type = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    error_message = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    worker = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    took_us = table.Column<long>(type: "bigint", nullable: true),
                    row_no = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dispatch", x => new { x.run_id, x.seq, x.attempt })
                        .Annotation("SqlServer:Clustered", false);
                    table.CheckConstraint("ck_dispatch_due", "ended_at is not null or phase in (0, 5) or due_at is not null");
                    table.CheckConstraint("ck_dispatch_ended", "(ended_at is null and outcome is null) or (ended_at is not null and outcome is not null)");
                });

            migrationBuilder.CreateTable(
                name: "effect",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    seq = table.Column<int>(type: "int", nullable: false),
                    name = table.Column<string>(type: "nvarchar(401)", maxLength: 401, nullable: false, collation: "Latin1_General_100_BIN2"),
                    attempt = table.Column<int>(type: "int", nullable: false),
                    @class = table.Column<short>(name: "class", type: "smallint", nullable: false),
                    args_hash = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    claim_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    claimed_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    result = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    row_no = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_effect", x => new { x.run_id, x.seq, x.name })
                        .Annotation("SqlServer:Clustered", false);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    run_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    route = table.Column<short>(type: "smallint", nullable: false),
                    type = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    body = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    trace = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    due_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    tries = table.Column<int>(type: "int", nullable: false),
                    row_no = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.id)
                        .Annotation("SqlServer:Clustered", false);
                });

            migrationBuilder.CreateTable(
                name: "payload",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    seq = table.Column<int>(type: "int", nullable: false),
                    attempt = table.Column<int>(type: "int", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    piece_offset = table.Column<int>(type: "int", nullable: false),
                    total = table.Column<int>(type: "int", nullable: false),
                    bytes = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    row_no = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payload", x => new { x.run_id, x.seq, x.attempt, x.kind, x.piece_offset })
                        .Annotation("SqlServer:Clustered", false);
                });

            migrationBuilder.CreateTable(
                name: "run",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    tenant = table.Column<string>(type: "nvarchar(65)", maxLength: 65, nullable: false, collation: "Latin1_General_100_BIN2"),
                    agent = table.Column<string>(type: "nvarchar(65)", maxLength: 65, nullable: false, collation: "Latin1_General_100_BIN2"),
                    key = table.Column<string>(type: "nvarchar(201)", maxLength: 201, nullable: true, collation: "Latin1_General_100_BIN2"),
                    tags = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    submission_hash = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    version = table.Column<int>(type: "int", nullable: false),
                    input = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    document = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    state_version = table.Column<int>(type: "int", nullable: false),
                    result = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    error_type = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    error_message = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    pinned = table.Column<bool>(type: "bit", nullable: false),
                    seq = table.Column<int>(type: "int", nullable: false),
                    step = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    group_kind = table.Column<short>(type: "smallint", nullable: true),
                    group_first = table.Column<int>(type: "int", nullable: true),
                    group_count = table.Column<int>(type: "int", nullable: true),
                    group_next = table.Column<int>(type: "int", nullable: true),
                    group_done = table.Column<int>(type: "int", nullable: true),
                    group_failed = table.Column<int>(type: "int", nullable: true),
                    group_max_parallel = table.Column<int>(type: "int", nullable: true),
                    group_join = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    group_tolerate = table.Column<bool>(type: "bit", nullable: true),
                    group_child_agent = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    wait_kind = table.Column<short>(type: "smallint", nullable: true),
                    wait_then = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    wait_text = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    wait_request_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    wait_until = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    deadline = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    wake_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    wake_claim = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    kept_signals = table.Column<int>(type: "int", nullable: false),
                    signals_taken = table.Column<int>(type: "int", nullable: false),
                    parent_run_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    parent_seq = table.Column<int>(type: "int", nullable: false),
                    depth = table.Column<int>(type: "int", nullable: false),
                    trace = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    row_no = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run", x => x.id)
                        .Annotation("SqlServer:Clustered", false);
                    table.CheckConstraint("ck_run_state", "state between 1 and 8");
                    table.CheckConstraint("ck_run_version", "version >= 1");
                });

            migrationBuilder.CreateTable(
                name: "run_tag",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(201)", maxLength: 201, nullable: false, collation: "Latin1_General_100_BIN2"),
                    value = table.Column<string>(type: "nvarchar(201)", maxLength: 201, nullable: false, collation: "Latin1_General_100_BIN2"),
                    row_no = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_tag", x => new { x.run_id, x.name })
                        .Annotation("SqlServer:Clustered", false);
                });

            migrationBuilder.CreateTable(
                name: "signal",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    no = table.Column<int>(type: "int", nullable: false),
                    name = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    client_key = table.Column<string>(type: "nvarchar(201)", maxLength: 201, nullable: false, collation: "Latin1_General_100_BIN2"),
                    body = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    taken_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: true),
                    row_no = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_signal", x => new { x.run_id, x.no })
                        .Annotation("SqlServer:Clustered", false);
                });

            migrationBuilder.CreateTable(
                name: "transition",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    version = table.Column<int>(type: "int", nullable: false),
                    from_state = table.Column<short>(type: "smallint", nullable: false),
                    to_state = table.Column<short>(type: "smallint", nullable: false),
                    @event = table.Column<string>(name: "event", type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    detail = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    seq = table.Column<int>(type: "int", nullable: false),
                    attempt = table.Column<int>(type: "int", nullable: false),
                    step = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    worker = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    done_by = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    command_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    trace_id = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    took_us = table.Column<long>(type: "bigint", nullable: true),
                    state_version = table.Column<int>(type: "int", nullable: false),
                    reverse_diff = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    row_no = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_transition", x => new { x.run_id, x.version })
                        .Annotation("SqlServer:Clustered", false);
                    table.CheckConstraint("ck_transition_failed", "from_state <> 7 or to_state in (1, 2, 3)");
                    table.CheckConstraint("ck_transition_final", "from_state not in (6, 8)");
                    table.CheckConstraint("ck_transition_first", "(version = 1 and from_state = 0) or (version > 1 and from_state between 1 and 8)");
                    table.CheckConstraint("ck_transition_parked", "from_state <> 5 or to_state in (1, 2, 3, 8)");
                });

            migrationBuilder.CreateTable(
                name: "worker",
                columns: table => new
                {
                    instance = table.Column<string>(type: "nvarchar(201)", maxLength: 201, nullable: false, collation: "Latin1_General_100_BIN2"),
                    host = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    agents = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    concurrency = table.Column<int>(type: "int", nullable: false),
                    in_flight = table.Column<int>(type: "int", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "datetimeoffset(6)", precision: 6, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_worker", x => x.instance);
                });

            migrationBuilder.CreateIndex(
                name: "cx_api_key",
                table: "api_key",
                column: "row_no",
                unique: true)
                .Annotation("SqlServer:Clustered", true);

            migrationBuilder.CreateIndex(
                name: "ux_api_key_hash",
                table: "api_key",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "cx_dispatch",
                table: "dispatch",
                column: "row_no",
                unique: true)
                .Annotation("SqlServer:Clustered", true);

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
                name: "cx_effect",
                table: "effect",
                column: "row_no",
                unique: true)
                .Annotation("SqlServer:Clustered", true);

            migrationBuilder.CreateIndex(
                name: "cx_outbox",
                table: "outbox",
                column: "row_no",
                unique: true)
                .Annotation("SqlServer:Clustered", true);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_due",
                table: "outbox",
                column: "due_at");

            migrationBuilder.CreateIndex(
                name: "cx_payload",
                table: "payload",
                column: "row_no",
                unique: true)
                .Annotation("SqlServer:Clustered", true);

            migrationBuilder.CreateIndex(
                name: "cx_run",
                table: "run",
                column: "row_no",
                unique: true)
                .Annotation("SqlServer:Clustered", true);

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
                name: "cx_run_tag",
                table: "run_tag",
                column: "row_no",
                unique: true)
                .Annotation("SqlServer:Clustered", true);

            migrationBuilder.CreateIndex(
                name: "ix_run_tag_value",
                table: "run_tag",
                columns: new[] { "name", "value", "run_id" });

            migrationBuilder.CreateIndex(
                name: "cx_signal",
                table: "signal",
                column: "row_no",
                unique: true)
                .Annotation("SqlServer:Clustered", true);

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
                name: "cx_transition",
                table: "transition",
                column: "row_no",
                unique: true)
                .Annotation("SqlServer:Clustered", true);

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
                name: "api_key");

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
