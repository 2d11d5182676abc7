using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QueueAgents.Persistence.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class ToolLoops : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "usage",
                table: "transition",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "loop_facts",
                table: "run",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "request",
                table: "dispatch",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "item",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    no = table.Column<int>(type: "integer", nullable: false),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_item", x => new { x.run_id, x.no });
                });

            migrationBuilder.CreateIndex(
                name: "ix_dispatch_asked",
                table: "dispatch",
                column: "run_id",
                filter: "ended_at is null and phase = 6");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "item");

            migrationBuilder.DropIndex(
                name: "ix_dispatch_asked",
                table: "dispatch");

            migrationBuilder.DropColumn(
                name: "usage",
                table: "transition");

            migrationBuilder.DropColumn(
                name: "loop_facts",
                table: "run");

            migrationBuilder.DropColumn(
                name: "request",
                table: "dispatch");
        }
    }
}
