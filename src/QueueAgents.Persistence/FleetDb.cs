using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Keys;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence;

/// <summary>
/// The tables, the same on every database. It owns the schema and the reads for people; the hot path is each store's own SQL on the
/// same tables. No foreign keys, triggers, generated values or row versions: all keys and versions are ours.
/// </summary>
internal sealed class FleetDb(DbContextOptions<FleetDb> options) : DbContext(options)
{
    public DbSet<RunEntity> Runs => Set<RunEntity>();
    public DbSet<RunTagEntity> RunTags => Set<RunTagEntity>();
    public DbSet<TransitionEntity> Transitions => Set<TransitionEntity>();
    public DbSet<DispatchEntity> Dispatches => Set<DispatchEntity>();
    public DbSet<OutboxEntity> Outbox => Set<OutboxEntity>();
    public DbSet<SignalEntity> Signals => Set<SignalEntity>();
    public DbSet<EffectEntity> Effects => Set<EffectEntity>();
    public DbSet<ItemEntity> Items => Set<ItemEntity>();
    public DbSet<MemoryEntity> Memory => Set<MemoryEntity>();
    public DbSet<PayloadEntity> Payloads => Set<PayloadEntity>();
    public DbSet<WorkerEntity> Workers => Set<WorkerEntity>();
    public DbSet<ApiKeyEntity> ApiKeys => Set<ApiKeyEntity>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(FleetDb).Assembly);
        if (BinaryCollation is not { } collation) return;
        var indexed = modelBuilder.Model.GetEntityTypes().SelectMany(t => t.GetProperties())
            .Where(p => p.ClrType == typeof(string) && p.GetMaxLength() is not null);
        foreach (var property in indexed) property.SetCollation(collation);
    }

    /// <summary>Names and keys are bytes: "a" is not "A" on any database, and no index depends on the locale of a machine.</summary>
    private string? BinaryCollation => Database.ProviderName switch
    {
        "Npgsql.EntityFrameworkCore.PostgreSQL" => "C",
        _ => null,
    };

    /// <summary>Ids compare as they are written; to SQL Server their last six bytes matter most.</summary>
    public bool ComparesIdsAsWritten => Database.ProviderName != "Microsoft.EntityFrameworkCore.SqlServer";

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<RunState>().HaveConversion<short>();
        configurationBuilder.Properties<StepKind>().HaveConversion<short>();
        configurationBuilder.Properties<WaitKind>().HaveConversion<short>();
        configurationBuilder.Properties<Arrival>().HaveConversion<short>();
        configurationBuilder.Properties<DispatchPhase>().HaveConversion<short>();
        configurationBuilder.Properties<DispatchOutcome>().HaveConversion<short>();
        configurationBuilder.Properties<Route>().HaveConversion<short>();
        configurationBuilder.Properties<EffectClass>().HaveConversion<short>();
        configurationBuilder.Properties<PayloadKind>().HaveConversion<short>();
        configurationBuilder.Properties<KeyRole>().HaveConversion<short>();

        // SQLite has no type for moments or ids: EF's text form of a moment does not sort, and that of an id is more than twice as long.
        if (Database.ProviderName == "Microsoft.EntityFrameworkCore.Sqlite")
        {
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MicrosConverter>();
            configurationBuilder.Properties<Guid>().HaveConversion<IdConverter>();
        }
    }

    /// <summary>In network order, so that a version 7 id sorts by its time.</summary>
    private sealed class IdConverter() : ValueConverter<Guid, byte[]>(x => x.ToByteArray(true), x => new Guid(x, true));

    private sealed class MicrosConverter() : ValueConverter<DateTimeOffset, long>(x => Micros.SinceEpoch(x), x => Micros.FromEpoch(x));
}
