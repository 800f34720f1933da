package io.noisystudent.registry.view;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.AnnotationSlot;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.Decision;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.LagLog;
import io.noisystudent.registry.objects.Names;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.objects.SpentNumbers;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.Objects.requireNonNull;

/**
 * The read model: everything that the store holds, in memory, except the ONNX files.
 *
 * <p>{@link #refresh()} catches up by listing what comes after the last known version and slot. Evaluations and
 * decisions may come late and have no order; those of the newest {@value #WINDOW} versions are caught by it, those of
 * an older version by {@link #refreshVersion}, which their readers call. Writers call {@link
 * #refreshModel} before they decide and add what they wrote.
 */
public final class RegistryView {
    /** How many of the newest versions are watched for late evaluations and decisions. */
    public static final int WINDOW = 100;

    /** Each waits for a few small objects at a time. */
    private static final int MODELS_AT_ONCE = 8;

    private static final Logger LOG = LoggerFactory.getLogger(RegistryView.class);

    private final KeptLimits limits;
    private final KeptMemory memory;
    private final StoreReader reader;
    private final DamageLog damage;
    private final LagLog lags = new LagLog();
    private final VersionLoader versions;
    private final AliasLoader aliases;
    private final EvidenceBundles bundles;
    private final ConcurrentNavigableMap<String, ModelView> models = new ConcurrentSkipListMap<>();
    private final Set<String> complete = ConcurrentHashMap.newKeySet();
    /** Keys of evaluations and decisions, which may come late: every listing has those that are known too. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    public RegistryView(StoreReader reader, KeptLimits limits, KeptMemory memory) {
        this(reader, Segments.SIZE, limits, memory);
    }

    /** @param segmentSize versions of a segment, the same in all processes */
    public RegistryView(StoreReader reader, int segmentSize, KeptLimits limits, KeptMemory memory) {
        this.limits = requireNonNull(limits, "limits is null");
        this.memory = requireNonNull(memory, "memory is null");
        this.reader = requireNonNull(reader, "reader is null");
        this.damage = reader.damage();
        this.versions = new VersionLoader(reader, segmentSize);
        this.aliases = new AliasLoader(reader, this::refreshContinuations);
        this.bundles = new EvidenceBundles(reader, segmentSize);
    }

    /**
     * Writes segments and bundles of versions that have none yet, for the next start; at most one of each for a model.
     *
     * @throws NoisyStudentException {@code STORE_UNAVAILABLE}; the next call goes on
     */
    public void writeSegments(SlotWriter slots) {
        models.values().forEach(model -> {
            versions.writeNextSegment(model, slots);
            bundles.writeNext(model, slots);
        });
    }

    /** Catches up with the store; {@code STORE_UNAVAILABLE} if it is away, and what was known stays. */
    public void refresh() {
        try (ParallelTasks tasks = new ParallelTasks(MODELS_AT_ONCE)) {
            new ModelWalk(reader, (name, listing) -> tasks.run(() -> refreshModel(name, listing))).run();
        }
    }

    /**
     * Reads a small object, or learns that it is absent; {@code STORE_UNAVAILABLE} if the store gives neither. A store
     * that has lost too many drives to read any object may list them nevertheless.
     */
    public void requireReads() {
        reader.read(RegistryKeys.WRITE_PROBE);
    }

    /** Catches up with one model; returns what is known of it, which may be nothing. */
    public ModelView refreshModel(String name) {
        return refreshModel(name, reader);
    }

    private ModelView refreshModel(String name, Listing listing) {
        ModelView model = models.getOrDefault(name, new ModelView(name));
        boolean first = !complete.contains(name);
        versions.refresh(model, listing, () -> refreshContinuations(model));
        refreshAnnotations(model, model.annotationLog(), listing);
        if (!model.exists()) {
            return model;
        }
        ModelView kept = models.merge(name, model, (old, created) -> old);
        // The first time, everything about a model is read; filters depend on that.
        if (first) {
            refreshContinuations(kept, listing);
            bundles.read(name, listing, (key, content) -> bundled(kept, key, content));
        }
        int oldest = first ? 1 : Math.max(1, kept.highestVersion() - WINDOW + 1);
        refreshDecisions(
                kept, listing.keys(RegistryKeys.decisions(name), directory(RegistryKeys.decisions(kept.ref(oldest)))));
        refreshEvaluations(
                kept,
                listing.keys(RegistryKeys.evaluations(name), directory(RegistryKeys.evaluations(kept.ref(oldest)))));
        listing.children(RegistryKeys.aliases(name)).stream()
                .filter(Names::isName)
                .forEach(alias -> aliases.refresh(kept, alias, listing));
        complete.add(name);
        return kept;
    }

    /** Catches up with what was said about one version. */
    public void refreshVersion(ModelView model, int version) {
        refreshDecisions(model, reader.keys(RegistryKeys.decisions(model.ref(version)), ""));
        refreshEvaluations(model, reader.keys(RegistryKeys.evaluations(model.ref(version)), ""));
    }

    /** Catches up with one alias. */
    public AliasChain refreshAlias(ModelView model, String alias) {
        return aliases.refresh(model, alias, reader);
    }

    /**
     * Reads once more what was damaged: it may have been restored. What follows from other objects is written again by
     * {@link #writeSegments}.
     *
     * @throws NoisyStudentException {@code STORE_UNAVAILABLE}
     */
    public void readDamagedAgain() {
        for (ModelView model : models.values()) {
            versions.readDamagedAgain(model);
            readAgain(RegistryKeys.continuations(model.name()), (key, content) -> continuation(model, key, content));
            readAgain(RegistryKeys.decisions(model.name()), (key, content) -> decision(model, key, content));
            readAgain(RegistryKeys.evaluations(model.name()), (key, content) -> evaluation(model, key, content));
            if (!damage.keys(RegistryKeys.annotations(model.name())).isEmpty()) {
                annotateAgain(model);
            }
            aliases.followAgain(model);
        }
    }

    private void readAgain(String prefix, BiConsumer<String, byte[]> use) {
        List<String> keys = damage.keys(prefix);
        reader.fetch(keys)
                .forEach((key, content) -> readable(key, () -> {
                    use.accept(key, content);
                    damage.sound(key);
                }));
    }

    private void annotateAgain(ModelView model) {
        Map<String, byte[]> contents = reader.fetch(damage.keys(RegistryKeys.annotations(model.name())));
        List<String> restored = contents.keySet().stream()
                .filter(key -> isAnnotation(key, requireNonNull(contents.get(key))))
                .toList();
        if (!restored.isEmpty()) {
            restored.forEach(damage::sound);
            AnnotationLog log = new AnnotationLog();
            refreshAnnotations(model, log, reader);
            model.annotated(log);
        }
    }

    private static boolean isAnnotation(String key, byte[] content) {
        try {
            AnnotationSlot slot = Documents.read(key, content, AnnotationSlot.class);
            return key.equals(RegistryKeys.annotation(slot.model(), slot.revision()));
        } catch (NoisyStudentException e) {
            return false;
        }
    }

    /** Limits of what writers add. */
    public KeptLimits limits() {
        return limits;
    }

    /** What the objects that writers add are kept in. */
    public KeptMemory memory() {
        return memory;
    }

    /** Requires that a model is there, or that there may be one more; {@code BAD_REQUEST}. */
    public void requirePlaceFor(ModelView model) {
        if (!model.exists() && models.size() >= limits.models()) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    model.name(),
                    "there are " + models.size() + " models, and at most " + limits.models()
                            + " are kept; use one of them, or raise noisystudent.registry.max-models");
        }
    }

    /**
     * Requires that the next version or revision was never used before.
     *
     * @throws NoisyStudentException {@code STORE_BEHIND_LOG} if the log of events knows more of the model than the store,
     *     {@code OBJECT_DAMAGED} if it is not known which numbers are spent
     */
    public void prepareNumbers(ModelView model) {
        requireContinuations(model);
        lags.requireNone(model.name());
    }

    /**
     * Catches up with where the numbers of a model go on.
     *
     * @throws NoisyStudentException {@code OBJECT_DAMAGED} if it is not known which numbers are spent
     */
    public void requireContinuations(ModelView model) {
        refreshContinuations(model);
        damage.keys(RegistryKeys.continuations(model.name())).forEach(damage::requireSound);
    }

    /** As {@link #requireContinuations}, without those that are damaged. */
    public void refreshContinuations(ModelView model) {
        refreshContinuations(model, reader);
    }

    private void refreshContinuations(ModelView model, Listing listing) {
        String prefix = RegistryKeys.continuations(model.name());
        int last = model.continuations().last();
        reader.fetch(listing.keys(prefix, last == 0 ? "" : RegistryKeys.continuation(model.name(), last)))
                .forEach((key, content) -> readable(key, () -> continuation(model, key, content)));
    }

    private static void continuation(ModelView model, String key, byte[] content) {
        SpentNumbers spent = Documents.read(key, content, SpentNumbers.class);
        Keys.requireOwn(key, RegistryKeys.continuation(spent.model(), spent.number()));
        model.continuations().add(spent);
    }

    public Optional<ModelView> model(String name) {
        return Optional.ofNullable(models.get(name));
    }

    public Collection<ModelView> models() {
        return models.values();
    }

    /** Models by name. */
    public ConcurrentNavigableMap<String, ModelView> modelsByName() {
        return models;
    }

    /** What is damaged of all this. */
    public DamageLog damage() {
        return damage;
    }

    /** The models of which the log of events knows more than the store. */
    public LagLog lags() {
        return lags;
    }

    private void refreshAnnotations(ModelView model, AnnotationLog log, Listing listing) {
        String prefix = RegistryKeys.annotations(model.name());
        long revision = log.revision();
        List<String> listed =
                listing.keys(prefix, revision == 0 ? "" : RegistryKeys.annotation(model.name(), revision));
        if (listed.isEmpty()) {
            return;
        }
        long last = Keys.number(listed.get(listed.size() - 1), prefix).orElse(revision);
        List<String> keys = LongStream.rangeClosed(revision + 1, last)
                .mapToObj(number -> RegistryKeys.annotation(model.name(), number))
                .toList();
        Map<String, byte[]> contents = reader.fetch(keys);
        for (int i = 0; i < keys.size(); i++) {
            long number = revision + 1 + i;
            byte[] content = contents.get(keys.get(i));
            if (content != null) {
                readable(
                        keys.get(i),
                        content,
                        AnnotationSlot.class,
                        slot -> RegistryKeys.annotation(slot.model(), slot.revision()),
                        slot -> log.add(number, slot));
            }
            log.add(number, null);
        }
    }

    private void refreshDecisions(ModelView model, List<String> listed) {
        reader.fetch(unknown(listed)).forEach((key, content) -> readable(key, () -> decision(model, key, content)));
    }

    private void refreshEvaluations(ModelView model, List<String> listed) {
        reader.fetch(unknown(listed)).forEach((key, content) -> readable(key, () -> evaluation(model, key, content)));
    }

    private void decision(ModelView model, String key, byte[] content) {
        Decision found = Documents.read(key, content, Decision.class);
        Keys.requireOwn(key, RegistryKeys.decision(found.model(), found.number()));
        model.add(found);
        known.add(key);
    }

    private void evaluation(ModelView model, String key, byte[] content) {
        ModelEvaluation found = Documents.read(key, content, ModelEvaluation.class);
        Keys.requireOwn(key, RegistryKeys.evaluation(found.model(), found.id()));
        model.add(found, content.length);
        known.add(key);
    }

    /** What cannot be read in a bundle is read by itself, if it is there. */
    private void bundled(ModelView model, String key, byte[] content) {
        try {
            if (key.startsWith(RegistryKeys.decisions(model.name()))) {
                decision(model, key, content);
            } else if (key.startsWith(RegistryKeys.evaluations(model.name()))) {
                evaluation(model, key, content);
            }
        } catch (NoisyStudentException e) {
            LOG.error("left out of a bundle {}", e.describe());
        }
    }

    private List<String> unknown(List<String> listed) {
        return listed.stream()
                .filter(key -> !known.contains(key) && !damage.has(key))
                .toList();
    }

    private <T> void readable(String key, byte[] content, Class<T> type, Function<T, String> keyOf, Consumer<T> use) {
        readable(key, () -> {
            T document = Documents.read(key, content, type);
            Keys.requireOwn(key, keyOf.apply(document));
            use.accept(document);
        });
    }

    /** A damaged object is reported once and left out: it must not hide the sound ones. */
    private void readable(String key, Runnable use) {
        try {
            use.run();
        } catch (NoisyStudentException e) {
            damage.found(key, e);
        }
    }

    /** The key after which everything in a directory comes. */
    private static String directory(String prefix) {
        return prefix.substring(0, prefix.length() - 1);
    }
}
