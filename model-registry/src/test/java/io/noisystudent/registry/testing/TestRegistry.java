package io.noisystudent.registry.testing;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.registry.aliases.AliasService;
import io.noisystudent.registry.annotations.AnnotationService;
import io.noisystudent.registry.catalog.EvaluationCatalog;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.gate.Gate;
import io.noisystudent.registry.maintenance.NumberContinuation;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.promotion.DecisionLog;
import io.noisystudent.registry.promotion.GateEvaluation;
import io.noisystudent.registry.promotion.PromotionService;
import io.noisystudent.registry.view.KeptLimits;
import io.noisystudent.registry.view.KeptMemory;
import io.noisystudent.registry.view.RegistryView;
import io.noisystudent.registry.view.StoreReader;
import io.noisystudent.storage.ObjectStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** One registry instance on a store, without HTTP and Kafka. */
public final class TestRegistry {
    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    /** More than any test needs. */
    private static final KeptLimits LIMITS = new KeptLimits(10_000, 500, 16L << 20);

    public static final GateConfig AUTO = gate(GateConfig.Mode.AUTO, new GateRule.NotWorse(0.05));

    public final RegistryView view;
    public final VersionCatalog versions;
    public final EvaluationCatalog evaluations;
    public final AliasService aliases;
    public final AnnotationService annotations;
    public final PromotionService promotions;
    public final NumberContinuation numbers;

    public TestRegistry(ObjectStore store) {
        this(store, AUTO);
    }

    public TestRegistry(ObjectStore store, GateConfig gate) {
        this(store, gate, view(store));
    }

    /** Notes damage in this log, and has segments of this size. */
    public TestRegistry(ObjectStore store, DamageLog damage, int segmentSize) {
        this(store, AUTO, view(store, damage, segmentSize));
    }

    /** Keeps no more than these limits. */
    public TestRegistry(ObjectStore store, KeptLimits limits) {
        this(store, AUTO, new RegistryView(reader(store), limits, KeptMemory.ofThisProcess()));
    }

    private TestRegistry(ObjectStore store, GateConfig gate, RegistryView view) {
        this.view = view;
        view.lags().compared();
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        SlotWriter slots = new SlotWriter(store);
        versions = new VersionCatalog(view, slots, clock);
        evaluations = new EvaluationCatalog(versions, view, slots);
        aliases = new AliasService(view, slots, clock, () -> UUID.randomUUID().toString());
        numbers = new NumberContinuation(
                view, aliases, slots, clock, () -> UUID.randomUUID().toString());
        annotations = new AnnotationService(
                view, slots, clock, () -> UUID.randomUUID().toString());
        DecisionLog decisions =
                new DecisionLog(view, slots, clock, () -> UUID.randomUUID().toString());
        promotions = new PromotionService(
                versions,
                view,
                aliases,
                decisions,
                new GateEvaluation(new Gate(gate), versions, evaluations, decisions));
    }

    /** A view of this store by itself. */
    public static RegistryView view(ObjectStore store) {
        RegistryView view = new RegistryView(reader(store), LIMITS, KeptMemory.ofThisProcess());
        view.lags().compared();
        return view;
    }

    /** A view of this store by itself, with segments of this size. */
    public static RegistryView view(ObjectStore store, int segmentSize) {
        return view(store, new DamageLog(), segmentSize);
    }

    private static RegistryView view(ObjectStore store, DamageLog damage, int segmentSize) {
        return new RegistryView(new StoreReader(store, damage), segmentSize, LIMITS, KeptMemory.ofThisProcess());
    }

    private static StoreReader reader(ObjectStore store) {
        return new StoreReader(store, new DamageLog());
    }

    public static GateConfig gate(GateConfig.Mode mode, GateRule... rules) {
        return new GateConfig(mode, Split.VALIDATION, List.of(rules));
    }

    /** Registers the next version by a training request of its own. */
    public ModelVersion register(String requestId) {
        return versions.register(Samples.MODEL, Samples.artifact(requestId), Samples.trained(requestId))
                .version();
    }

    /** Imports a file whose digest is made from {@code content}. */
    public ModelVersion importFile(String content) {
        return versions.register(Samples.MODEL, Samples.artifact(content), new VersionDescription(null, null))
                .version();
    }
}
