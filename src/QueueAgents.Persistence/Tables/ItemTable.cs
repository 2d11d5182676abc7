using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Tables;

/// <summary>The transcripts: rows are added and never changed. A body is text, because it must come back to the letter.</summary>
internal sealed class ItemTable : IEntityTypeConfiguration<ItemEntity>
{
    public void Configure(EntityTypeBuilder<ItemEntity> builder)
    {
        builder.ToTable("item");
        builder.HasKey(x => new { x.RunId, x.No }).HasName("pk_item");
        builder.Column(x => x.RunId, "run_id");
        builder.Column(x => x.No, "no");
        builder.Column(x => x.Seq, "seq");
        builder.Column(x => x.Kind, "kind");
        builder.Column(x => x.Body, "body");
    }
}
