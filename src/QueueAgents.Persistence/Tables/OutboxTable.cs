using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Tables;

/// <summary>Messages that must leave; a row is gone when the broker, or the run it is for, has it. // R1</summary>
internal sealed class OutboxTable : IEntityTypeConfiguration<OutboxEntity>
{
    public void Configure(EntityTypeBuilder<OutboxEntity> builder)
    {
        builder.ToTable("outbox");
        builder.HasKey(x => x.Id).HasName("pk_outbox");
        builder.Column(x => x.Id, "id");
        builder.Column(x => x.RunId, "run_id");
        builder.Column(x => x.Route, "route");
        builder.Column(x => x.Type, "type");
        builder.Column(x => x.Body, "body");
        builder.Column(x => x.Trace, "trace");
        builder.Column(x => x.DueAt, "due_at");
        builder.Column(x => x.Tries, "tries");

        builder.HasIndex(x => x.DueAt, "ix_outbox_due");
    }
}
