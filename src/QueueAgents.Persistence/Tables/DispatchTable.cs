using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Tables;

/// <summary>One row per attempt of a step. Every index but the key holds open rows only, so history costs the sweepers nothing.</summary>
internal sealed class DispatchTable : IEntityTypeConfiguration<DispatchEntity>
{
    public void Configure(EntityTypeBuilder<DispatchEntity> builder)
    {
        builder.ToTable("dispatch", t =>
        {
            t.HasCheckConstraint("ck_dispatch_ended",
                "(ended_at is null and outcome is null) or (ended_at is not null and outcome is not null)");
            // Whatever a worker may be at has a time when somebody looks at it again. // R9
            t.HasCheckConstraint("ck_dispatch_due", "ended_at is not null or phase in (0, 5) or due_at is not null");
        });
        builder.HasKey(x => new { x.RunId, x.Seq, x.Attempt }).HasName("pk_dispatch");
        Columns(builder);

        builder.HasIndex(x => new { x.RunId, x.Seq }, Constraints.OpenAttempt).IsUnique().HasFilter("ended_at is null");
        builder.HasIndex(x => x.DueAt, "ix_dispatch_due").HasFilter("ended_at is null and due_at is not null");
        builder.HasIndex(x => x.Queue, "ix_dispatch_unserved").HasFilter("ended_at is null and phase = 3");
        builder.HasIndex(x => x.RunId, "ix_dispatch_asked").HasFilter("ended_at is null and phase = 6");
        builder.HasIndex(x => x.ChildRunId, "ix_dispatch_child").HasFilter("ended_at is null and child_run_id is not null");
    }

    private static void Columns(EntityTypeBuilder<DispatchEntity> builder)
    {
        builder.Column(x => x.RunId, "run_id");
        builder.Column(x => x.Seq, "seq");
        builder.Column(x => x.Attempt, "attempt");
        builder.Column(x => x.Nonce, "nonce");
        builder.Column(x => x.Kind, "kind");
        builder.Column(x => x.Step, "step");
        builder.Column(x => x.Input, "input");
        builder.Column(x => x.Arrival, "arrival");
        builder.Column(x => x.StateVersion, "state_version");
        builder.Column(x => x.Queue, "queue", Lengths.Queue);
        builder.Column(x => x.JoinFirst, "join_first");
        builder.Column(x => x.JoinCount, "join_count");
        builder.Column(x => x.ChildRunId, "child_run_id");
        builder.Column(x => x.Request, "request");
        builder.Column(x => x.Failures, "failures");
        builder.Column(x => x.Lost, "lost");
        builder.Column(x => x.Phase, "phase");
        builder.Column(x => x.DueAt, "due_at");
        builder.Column(x => x.Owner, "owner");
        builder.Column(x => x.CreatedAt, "created_at");
        builder.Column(x => x.EndedAt, "ended_at");
        builder.Column(x => x.Outcome, "outcome");
        builder.Column(x => x.Result, "result");
        builder.Column(x => x.ErrorType, "error_type");
        builder.Column(x => x.ErrorMessage, "error_message");
        builder.Column(x => x.Worker, "worker");
        builder.Column(x => x.TookMicros, "took_us");
    }
}
