using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QueueAgents.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class TagOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A column that is never null can be added only with a default, and here nobody needs one: no other process is at this file.
            migrationBuilder.CreateTable(
                name: "run_tag_with_moment",
                columns: table => new
                {
                    run_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    value = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_tag", x => new { x.run_id, x.name });
                });

            migrationBuilder.Sql("insert into run_tag_with_moment (run_id, name, value, created_at) select t.run_id, t.name, t.value, r.created_at from run_tag t join run r on r.id = t.run_id;");

            migrationBuilder.DropTable(
                name: "run_tag");

            migrationBuilder.RenameTable(
                name: "run_tag_with_moment",
                newName: "run_tag");

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
