using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Tables;

/// <summary>What agents remember beyond a run. The tenant comes first in the key: nothing is found without it.</summary>
internal sealed class MemoryTable : IEntityTypeConfiguration<MemoryEntity>
{
    public void Configure(EntityTypeBuilder<MemoryEntity> builder)
    {
        builder.ToTable("memory");
        builder.HasKey(x => new { x.Tenant, x.Agent, x.Subject, x.Key }).HasName(Constraints.MemoryKey);
        builder.Column(x => x.Tenant, "tenant", Lengths.Name);
        builder.Column(x => x.Agent, "agent", Lengths.Name);
        builder.Column(x => x.Subject, "subject", Lengths.Memory);
        builder.Column(x => x.Key, "key", Lengths.Memory);
        builder.Column(x => x.Version, "version");
        builder.Column(x => x.Value, "value");
        builder.Column(x => x.ExpiresAt, "expires_at");
        builder.Column(x => x.RunId, "run_id");
        builder.Column(x => x.Seq, "seq");
        builder.Column(x => x.UpdatedAt, "updated_at");
        builder.HasIndex(x => x.ExpiresAt, "ix_memory_expires").HasFilter("expires_at is not null");
    }
}
