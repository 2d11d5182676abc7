using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Tables;

/// <summary>A narrow table, so that finding by tag needs no JSON functions and is the same on every database.</summary>
internal sealed class RunTagTable : IEntityTypeConfiguration<RunTagEntity>
{
    public void Configure(EntityTypeBuilder<RunTagEntity> builder)
    {
        builder.ToTable("run_tag");
        builder.HasKey(x => new { x.RunId, x.Name }).HasName("pk_run_tag");
        builder.Column(x => x.RunId, "run_id");
        builder.Column(x => x.Name, "name", Lengths.Key);
        builder.Column(x => x.Value, "value", Lengths.Key);
        builder.Column(x => x.CreatedAt, "created_at");

        builder.HasIndex(x => new { x.Name, x.Value, x.CreatedAt, x.RunId }, "ix_run_tag_list").IsDescending(false, false, true, true);
    }
}
