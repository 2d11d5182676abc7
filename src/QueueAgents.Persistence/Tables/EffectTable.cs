using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Tables;

internal sealed class EffectTable : IEntityTypeConfiguration<EffectEntity>
{
    public void Configure(EntityTypeBuilder<EffectEntity> builder)
    {
        builder.ToTable("effect");
        builder.HasKey(x => new { x.RunId, x.Seq, x.Name }).HasName("pk_effect");
        builder.Column(x => x.RunId, "run_id");
        builder.Column(x => x.Seq, "seq");
        builder.Column(x => x.Name, "name", Lengths.Effect);
        builder.Column(x => x.Attempt, "attempt");
        builder.Column(x => x.Class, "class");
        builder.Column(x => x.ArgsHash, "args_hash");
        builder.Column(x => x.ClaimId, "claim_id");
        builder.Column(x => x.ClaimedAt, "claimed_at");
        builder.Column(x => x.RecordedAt, "recorded_at");
        builder.Column(x => x.Result, "result");
    }
}
