using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QueueAgents.Persistence.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class TagOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_run_tag_value",
                table: "run_tag");

            // The default is not the model's: it is for a server of the release before that still runs. It writes tags with their runs and
            // knows no such column, so its runs stand where they belong but for the moment the commit took.
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "created_at",
                table: "run_tag",
                type: "datetimeoffset(6)",
                precision: 6,
                nullable: false,
                defaultValueSql: "sysutcdatetime()");

            // As a text: in a script it stands in one batch with the column, and a batch is compiled before any of it runs.
            migrationBuilder.Sql("exec(N'update t set created_at = r.created_at from run_tag t join run r on r.id = t.run_id;');");

            migrationBuilder.CreateIndex(
                name: "ix_run_tag_list",
                table: "run_tag",
                columns: new[] { "name", "value", "created_at", "run_id" },
                descending: new[] { false, false, true, true });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_run_tag_list",
                table: "run_tag");

            migrationBuilder.DropColumn(
                name: "created_at",
                table: "run_tag");

            migrationBuilder.CreateIndex(
                name: "ix_run_tag_value",
                table: "run_tag",
                columns: new[] { "name", "value", "run_id" });
        }
    }
}
