using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Tables;

internal sealed class WorkerTable : IEntityTypeConfiguration<WorkerEntity>
{
    public void Configure(EntityTypeBuilder<WorkerEntity> builder)
    {
        builder.ToTable("worker");
        builder.HasKey(x => x.Instance).HasName("pk_worker");
        builder.Column(x => x.Instance, "instance", Lengths.Instance);
        builder.Column(x => x.Host, "host");
        builder.Column(x => x.Agents, "agents");
        builder.Column(x => x.Concurrency, "concurrency");
        builder.Column(x => x.InFlight, "in_flight");
        builder.Column(x => x.StartedAt, "started_at");
        builder.Column(x => x.SeenAt, "seen_at");
    }
}
