using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Tables;

/// <summary>A handful of rows. Revoked ones stay, so that one can see whose a key was.</summary>
internal sealed class ApiKeyTable : IEntityTypeConfiguration<ApiKeyEntity>
{
    public void Configure(EntityTypeBuilder<ApiKeyEntity> builder)
    {
        builder.ToTable("api_key", t => t.HasCheckConstraint("ck_api_key_role", "role between 1 and 5"));
        builder.HasKey(x => x.Id).HasName("pk_api_key");
        builder.Column(x => x.Id, "id");
        builder.Column(x => x.Name, "name");
        builder.Column(x => x.Hash, "hash", Lengths.Hash);
        builder.Column(x => x.Prefix, "prefix");
        builder.Column(x => x.Role, "role");
        builder.Column(x => x.Tenant, "tenant");
        builder.Column(x => x.CreatedAt, "created_at");
        builder.Column(x => x.CreatedBy, "created_by");
        builder.Column(x => x.ExpiresAt, "expires_at");
        builder.Column(x => x.RevokedAt, "revoked_at");
        builder.Column(x => x.LastUsedAt, "last_used_at");

        builder.HasIndex(x => x.Hash, "ux_api_key_hash").IsUnique();
    }
}
