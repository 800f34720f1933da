package io.noisystudent.registry.view;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.AnnotationSlot;
import io.noisystudent.contracts.registry.Evaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.objects.Decision;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.Layout;
import io.noisystudent.registry.objects.Names;
import io.noisystudent.registry.objects.SlotWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
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

    private static final Logger LOG = LoggerFactory.getLogger(RegistryView.class);

    private final StoreReader reader;
    private final Segments segments;
    private final EvidenceBundles bundles;
    private final ConcurrentNavigableMap<String, ModelView> models = new ConcurrentSkipListMap<>();
    private final Set<String> complete = ConcurrentHashMap.newKeySet();
    /** Keys of evaluations and decisions, which may come late: every listing has those that are known too. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    public RegistryView(StoreReader reader) {
        this(reader, Segments.SIZE);
    }

    /** @param segmentSize versions of a segment, the same in all processes */
    public RegistryView(StoreReader reader, int segmentSize) {
        this.reader = requireNonNull(reader, "reader is null");
        this.segments = new Segments(reader, segmentSize);
        this.bundles = new EvidenceBundles(reader, segmentSize);
    }

    /**
     * Writes segments and bundles of versions that have none yet, for the next start; at most one of each for a model.
     *
     * @throws NoisyStudentException {@code STORE_UNAVAILABLE}; the next call goes on
     */
    public void writeSegments(SlotWriter slots) {
        models.values().forEach(model -> {
            segments.writeNext(model, slots);
            bundles.writeNext(model, slots);
        });
    }

    /** Catches up with the store; {@code STORE_UNAVAILABLE} if it is away, and what was known stays. */
    public void refresh() {
        reader.children(Layout.MODELS).stream().filter(Names::isName).forEach(this::refreshModel);
    }

    /** Catches up with one model; returns what is known of it, which may be nothing. */
    public ModelView refreshModel(String name) {
        ModelView model = models.getOrDefault(name, new ModelView(name));
        boolean first = !complete.contains(name);
        refreshVersions(model);
        refreshAnnotations(model);
        if (!model.exists()) {
            return model;
        }
        ModelView kept = models.merge(name, model, (old, created) -> old);
        // The first time, everything about a model is read; filters depend on that.
        if (first) {
            bundles.read(name, (key, content) -> bundled(kept, key, content));
        }
        int oldest = first ? 1 : Math.max(1, kept.highestVersion() - WINDOW + 1);
        refreshDecisions(kept, Layout.decisions(name), directory(Layout.decisions(kept.ref(oldest))));
        refreshEvaluations(kept, Layout.evaluations(name), directory(Layout.evaluations(kept.ref(oldest))));
        reader.children(Layout.aliases(name)).stream()
                .filter(Names::isName)
                .forEach(alias -> refreshAlias(kept, alias));
        complete.add(name);
        return kept;
    }

    /** Catches up with what was said about one version. */
    public void refreshVersion(ModelView model, int version) {
        refreshDecisions(model, Layout.decisions(model.ref(version)), "");
        refreshEvaluations(model, Layout.evaluations(model.ref(version)), "");
    }

    /** Catches up with one alias. */
    public AliasChain refreshAlias(ModelView model, String alias) {
        String prefix = Layout.slots(model.name(), alias);
        long revision = model.alias(alias).revision();
        List<String> listed = reader.keys(prefix, revision == 0 ? "" : Layout.slot(model.name(), alias, revision));
        if (!listed.isEmpty()) {
            // A store may list a slot before the one that was created earlier: the keys in between are asked for too.
            long last = number(listed.get(listed.size() - 1), prefix).orElse(revision);
            List<String> keys = LongStream.rangeClosed(revision + 1, last)
                    .mapToObj(number -> Layout.slot(model.name(), alias, number))
                    .toList();
            reader.fetch(keys)
                    .forEach((key, content) ->
                            model.extend(alias, chain -> extended(chain, model, alias, key, content)));
        }
        AliasChain chain = model.alias(alias);
        if (chain.isBroken() && unreadable.add(prefix)) {
            LOG.error("alias chain broken model={} alias={} revision={}", model.name(), alias, chain.revision());
        }
        return chain;
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

    /** How many objects are damaged. */
    public int unreadable() {
        return unreadable.size();
    }

    /** The chain with the slot of this key, unless it has it: another thread may have been faster. */
    private static AliasChain extended(AliasChain chain, ModelView model, String alias, String key, byte[] content) {
        String next = Layout.slot(model.name(), alias, chain.revision() + 1);
        if (key.compareTo(next) < 0) {
            return chain;
        }
        return key.equals(next) ? chain.append(content) : chain.missing(key);
    }

    private void refreshVersions(ModelView model) {
        String prefix = Layout.versions(model.name());
        if (model.highestVersion() == 0) {
            segments.read(model);
        }
        int highest = model.highestVersion();
        List<String> listed = reader.keys(prefix, highest == 0 ? "" : Layout.version(model.ref(highest)));
        if (listed.isEmpty()) {
            return;
        }
        int last = (int) number(listed.get(listed.size() - 1), prefix).orElse(highest);
        List<String> keys = IntStream.rangeClosed(highest + 1, last)
                .mapToObj(number -> Layout.version(model.ref(number)))
                .toList();
        reader.fetch(keys)
                .forEach((key, content) -> readable(
                        key, content, ModelVersion.class, version -> Layout.version(version.model()), model::add));
        model.seen(last);
    }

    private void refreshAnnotations(ModelView model) {
        String prefix = Layout.annotations(model.name());
        long revision = model.annotationRevision();
        List<String> listed = reader.keys(prefix, revision == 0 ? "" : Layout.annotation(model.name(), revision));
        if (listed.isEmpty()) {
            return;
        }
        long last = number(listed.get(listed.size() - 1), prefix).orElse(revision);
        List<String> keys = LongStream.rangeClosed(revision + 1, last)
                .mapToObj(number -> Layout.annotation(model.name(), number))
                .toList();
        Map<String, byte[]> contents = reader.fetch(keys);
        for (int i = 0; i < keys.size(); i++) {
            AnnotationLog log = model.annotationLog();
            long number = revision + 1 + i;
            byte[] content = contents.get(keys.get(i));
            if (content != null) {
                readable(
                        keys.get(i),
                        content,
                        AnnotationSlot.class,
                        slot -> Layout.annotation(slot.model(), slot.revision()),
                        slot -> log.add(number, slot));
            }
            log.add(number, null);
        }
    }

    private void refreshDecisions(ModelView model, String prefix, String after) {
        reader.fetch(unknown(prefix, after))
                .forEach((key, content) -> readable(key, () -> decision(model, key, content)));
    }

    private void refreshEvaluations(ModelView model, String prefix, String after) {
        reader.fetch(unknown(prefix, after))
                .forEach((key, content) -> readable(key, () -> evaluation(model, key, content)));
    }

    private void decision(ModelView model, String key, byte[] content) {
        Decision found = Documents.read(key, content, Decision.class);
        requireOwn(key, Layout.decision(found.model(), found.number()));
        model.add(found);
        known.add(key);
    }

    private void evaluation(ModelView model, String key, byte[] content) {
        Evaluation found = Documents.read(key, content, Evaluation.class);
        requireOwn(key, Layout.evaluation(found.model(), found.id()));
        model.add(found);
        known.add(key);
    }

    /** What cannot be read in a bundle is read by itself, if it is there. */
    private void bundled(ModelView model, String key, byte[] content) {
        try {
            if (key.startsWith(Layout.decisions(model.name()))) {
                decision(model, key, content);
            } else if (key.startsWith(Layout.evaluations(model.name()))) {
                evaluation(model, key, content);
            }
        } catch (NoisyStudentException e) {
            LOG.error("left out of a bundle {}", e.describe());
        }
    }

    private List<String> unknown(String prefix, String after) {
        return reader.keys(prefix, after).stream()
                .filter(key -> !known.contains(key) && !unreadable.contains(key))
                .toList();
    }

    private <T> void readable(String key, byte[] content, Class<T> type, Function<T, String> keyOf, Consumer<T> use) {
        readable(key, () -> {
            T document = Documents.read(key, content, type);
            requireOwn(key, keyOf.apply(document));
            use.accept(document);
        });
    }

    /** A damaged object is reported once and left out: it must not hide the sound ones. */
    private void readable(String key, Runnable use) {
        try {
            use.run();
        } catch (NoisyStudentException e) {
            if (unreadable.add(key)) {
                LOG.error("object left out {}", e.describe());
            }
        }
    }

    private static void requireOwn(String key, String own) {
        if (!own.equals(key)) {
            throw new NoisyStudentException(ErrorCode.BAD_MESSAGE, key, "the object belongs to " + own);
        }
    }

    /** The key after which everything in a directory comes. */
    private static String directory(String prefix) {
        return prefix.substring(0, prefix.length() - 1);
    }

    private static OptionalLong number(String key, String prefix) {
        String digits = key.substring(prefix.length()).replace(".json", "");
        try {
            return OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            LOG.warn("object of unknown kind key={}", key);
            return OptionalLong.empty();
        }
    }
}
