using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Tables;

internal sealed class PayloadTable : IEntityTypeConfiguration<PayloadEntity>
{
    public void Configure(EntityTypeBuilder<PayloadEntity> builder)
    {
        builder.ToTable("payload");
        builder.HasKey(x => new { x.RunId, x.Seq, x.Attempt, x.Kind, x.PieceOffset }).HasName("pk_payload");
        builder.Column(x => x.RunId, "run_id");
        builder.Column(x => x.Seq, "seq");
        builder.Column(x => x.Attempt, "attempt");
        builder.Column(x => x.Kind, "kind");
        builder.Column(x => x.PieceOffset, "piece_offset");
        builder.Column(x => x.Total, "total");
        builder.Column(x => x.Bytes, "bytes");
    }
}
