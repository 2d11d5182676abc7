using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Tables;

internal sealed class SignalTable : IEntityTypeConfiguration<SignalEntity>
{
    public void Configure(EntityTypeBuilder<SignalEntity> builder)
    {
        builder.ToTable("signal");
        builder.HasKey(x => new { x.RunId, x.No }).HasName("pk_signal");
        builder.Column(x => x.RunId, "run_id");
        builder.Column(x => x.No, "no");
        builder.Column(x => x.Name, "name");
        builder.Column(x => x.ClientKey, "client_key", Lengths.Key);
        builder.Column(x => x.Body, "body");
        builder.Column(x => x.At, "at");
        builder.Column(x => x.TakenAt, "taken_at");

        builder.HasIndex(x => new { x.RunId, x.ClientKey }, Constraints.SignalKey).IsUnique();
        // Asked with every load of a run, and nearly always empty.
        builder.HasIndex(x => x.RunId, "ix_signal_kept").HasFilter("taken_at is null");
    }
}
