using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QueueAgents.Persistence.PostgreSql.Migrations
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
                type: "timestamp with time zone",
                nullable: false,
                defaultValueSql: "now()");

            migrationBuilder.Sql("update run_tag t set created_at = r.created_at from run r where r.id = t.run_id;");

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
