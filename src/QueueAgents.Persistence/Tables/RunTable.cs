using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Tables;

/// <summary>One row per run; the only row of a run that is updated with every transition, so few of its columns are indexed.</summary>
internal sealed class RunTable : IEntityTypeConfiguration<RunEntity>
{
    public void Configure(EntityTypeBuilder<RunEntity> builder)
    {
        builder.ToTable("run", t =>
        {
            t.HasCheckConstraint("ck_run_state", "state between 1 and 8");
            t.HasCheckConstraint("ck_run_version", "version >= 1");
        });
        builder.HasKey(x => x.Id).HasName("pk_run");
        Columns(builder);

        builder.HasIndex(x => new { x.Tenant, x.Agent, x.Key }, Constraints.RunKey).IsUnique().HasFilter("\"key\" is not null");
        builder.HasIndex(x => x.WakeAt, "ix_run_wake").HasFilter("wake_at is not null and state <= 4");
        builder.HasIndex(x => new { x.Agent, x.CreatedAt }, "ix_run_queued").HasFilter("state = 1");
        builder.HasIndex(x => x.ParentRunId, "ix_run_parent").HasFilter("parent_run_id is not null");
        builder.HasIndex(x => new { x.CreatedAt, x.Id }, "ix_run_list").IsDescending();
        builder.HasIndex(x => new { x.State, x.CreatedAt, x.Id }, "ix_run_list_state").IsDescending(false, true, true);
        builder.HasIndex(x => new { x.Agent, x.CreatedAt, x.Id }, "ix_run_list_agent").IsDescending(false, true, true);
    }

    private static void Columns(EntityTypeBuilder<RunEntity> builder)
    {
        builder.Column(x => x.Id, "id");
        builder.Column(x => x.Tenant, "tenant", Lengths.Name);
        builder.Column(x => x.Agent, "agent", Lengths.Name);
        builder.Column(x => x.Key, "key", Lengths.Key);
        builder.Column(x => x.Tags, "tags");
        builder.Column(x => x.SubmissionHash, "submission_hash");
        builder.Column(x => x.State, "state");
        builder.Column(x => x.Version, "version");
        builder.Column(x => x.Input, "input");
        builder.Column(x => x.Document, "document");
        builder.Column(x => x.StateVersion, "state_version");
        builder.Column(x => x.Result, "result");
        builder.Column(x => x.ErrorType, "error_type");
        builder.Column(x => x.ErrorMessage, "error_message");
        builder.Column(x => x.Pinned, "pinned");
        builder.Column(x => x.Seq, "seq");
        builder.Column(x => x.Step, "step");
        builder.Column(x => x.GroupKind, "group_kind");
        builder.Column(x => x.GroupFirst, "group_first");
        builder.Column(x => x.GroupCount, "group_count");
        builder.Column(x => x.GroupNext, "group_next");
        builder.Column(x => x.GroupDone, "group_done");
        builder.Column(x => x.GroupFailed, "group_failed");
        builder.Column(x => x.GroupMaxParallel, "group_max_parallel");
        builder.Column(x => x.GroupJoin, "group_join");
        builder.Column(x => x.GroupTolerate, "group_tolerate");
        builder.Column(x => x.GroupChildAgent, "group_child_agent");
        builder.Column(x => x.WaitKind, "wait_kind");
        builder.Column(x => x.WaitThen, "wait_then");
        builder.Column(x => x.WaitText, "wait_text");
        builder.Column(x => x.WaitRequestId, "wait_request_id");
        builder.Column(x => x.WaitUntil, "wait_until");
        builder.Column(x => x.Deadline, "deadline");
        builder.Column(x => x.WakeAt, "wake_at");
        builder.Column(x => x.WakeClaim, "wake_claim");
        builder.Column(x => x.KeptSignals, "kept_signals");
        builder.Column(x => x.SignalsTaken, "signals_taken");
        builder.Column(x => x.Loop, "loop_facts");
        builder.Column(x => x.ParentRunId, "parent_run_id");
        builder.Column(x => x.ParentSeq, "parent_seq");
        builder.Column(x => x.Depth, "depth");
        builder.Column(x => x.Trace, "trace");
        builder.Column(x => x.CreatedAt, "created_at");
        builder.Column(x => x.UpdatedAt, "updated_at");
    }
}
