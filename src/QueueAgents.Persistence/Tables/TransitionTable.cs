using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Tables;

/// <summary>Append-only: the key keeps versions from being used twice, the checks keep final states final. // R4 R5</summary>
internal sealed class TransitionTable : IEntityTypeConfiguration<TransitionEntity>
{
    public void Configure(EntityTypeBuilder<TransitionEntity> builder)
    {
        builder.ToTable("transition", t =>
        {
            t.HasCheckConstraint("ck_transition_first", "(version = 1 and from_state = 0) or (version > 1 and from_state between 1 and 8)");
            t.HasCheckConstraint("ck_transition_final", "from_state not in (6, 8)");
            t.HasCheckConstraint("ck_transition_failed", "from_state <> 7 or to_state in (1, 2, 3)");
            t.HasCheckConstraint("ck_transition_parked", "from_state <> 5 or to_state in (1, 2, 3, 8)");
        });
        builder.HasKey(x => new { x.RunId, x.Version }).HasName("pk_transition");
        builder.Column(x => x.RunId, "run_id");
        builder.Column(x => x.Version, "version");
        builder.Column(x => x.FromState, "from_state");
        builder.Column(x => x.ToState, "to_state");
        builder.Column(x => x.Event, "event");
        builder.Column(x => x.Detail, "detail");
        builder.Column(x => x.Seq, "seq");
        builder.Column(x => x.Attempt, "attempt");
        builder.Column(x => x.Step, "step");
        builder.Column(x => x.Worker, "worker");
        builder.Column(x => x.DoneBy, "done_by");
        builder.Column(x => x.CommandId, "command_id");
        builder.Column(x => x.TraceId, "trace_id");
        builder.Column(x => x.At, "at");
        builder.Column(x => x.TookMicros, "took_us");
        builder.Column(x => x.Usage, "usage");
        builder.Column(x => x.StateVersion, "state_version");
        builder.Column(x => x.ReverseDiff, "reverse_diff");

        builder.HasIndex(x => new { x.RunId, x.CommandId }, Constraints.Command).IsUnique();
    }
}
