package io.noisystudent.registry.view;

import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AnnotationSlot;
import io.noisystudent.contracts.registry.Annotations;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.objects.Decision;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import static java.util.Objects.requireNonNull;

/**
 * What is known of one model. It only grows, so that readers need no lock, but for versions that turn out to be damaged;
 * adding something twice changes nothing.
 */
public final class ModelView {
    private final String name;
    private final AtomicInteger highest = new AtomicInteger();
    private final ConcurrentNavigableMap<Integer, ModelVersion> versions = new ConcurrentSkipListMap<>();
    private final ConcurrentMap<String, Integer> byRequest = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> byDigest = new ConcurrentHashMap<>();
    private final ConcurrentNavigableMap<Integer, ConcurrentNavigableMap<String, ModelEvaluation>> evaluations =
            new ConcurrentSkipListMap<>();
    private final ConcurrentMap<Integer, Long> evaluationBytes = new ConcurrentHashMap<>();
    private final ConcurrentNavigableMap<Integer, ConcurrentNavigableMap<Integer, Decision>> decisions =
            new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<String, AliasChain> aliases = new ConcurrentSkipListMap<>();
    private final VersionChain chain = new VersionChain();
    private final SharedValues shared = new SharedValues();
    private final VersionTable table = new VersionTable();
    private final Figures figures = new Figures();
    private final Continuations continuations = new Continuations();
    private volatile AnnotationLog annotations = new AnnotationLog();

    ModelView(String name) {
        this.name = requireNonNull(name, "name is null");
    }

    public String name() {
        return name;
    }

    /** Whether it has a version, or anything was said of it. */
    public boolean exists() {
        return highestVersion() > 0 || annotationRevision() > 0;
    }

    /** The highest number that the store has, readable or not; 0 before the first. */
    public int highestVersion() {
        return highest.get();
    }

    /** The number of the next version. */
    public int nextVersion() {
        return Math.max(highestVersion(), continuations.version()) + 1;
    }

    /** How many versions up to the highest are not there, though their numbers were given. */
    public int unreadableVersions() {
        return (int) IntStream.rangeClosed(1, highestVersion())
                .filter(number -> !versions.containsKey(number) && !continuations.skips(number))
                .count();
    }

    /** Where its numbers go on. */
    public Continuations continuations() {
        return continuations;
    }

    void seen(int version) {
        highest.accumulateAndGet(version, Math::max);
    }

    /** Adds a version. */
    public void add(ModelVersion version) {
        int number = version.model().version();
        if (!versions.containsKey(number)) {
            ModelVersion kept = shared.share(version);
            figures.add(kept);
            table.put(kept);
            versions.put(number, kept);
            if (kept.lineage() != null) {
                byRequest.merge(kept.lineage().request().identity(), number, Math::min);
            }
            byDigest.merge(kept.sha256(), number, Math::min);
        }
        seen(number);
    }

    /** Takes a version back: its object is not the one that the next version follows. */
    void withdraw(int number) {
        ModelVersion version = versions.remove(number);
        table.remove(number);
        if (version != null) {
            byDigest.remove(version.sha256(), number);
            if (version.lineage() != null) {
                byRequest.remove(version.lineage().request().identity(), number);
            }
        }
    }

    VersionChain chain() {
        return chain;
    }

    /** SHA-256 of the object of the highest version; empty for any other, and if it is not known. */
    public Optional<String> sha256OfObject(int version) {
        return chain.sha256Of(version);
    }

    public Optional<ModelVersion> version(int number) {
        return Optional.ofNullable(table.get(number));
    }

    /** The numbers of its versions, for filters. */
    public Figures figures() {
        return figures;
    }

    /** The version that the training request of this identity made. */
    public Optional<ModelVersion> ofRequest(String identity) {
        return Optional.ofNullable(byRequest.get(identity)).flatMap(this::version);
    }

    /** The first version with this file. */
    public Optional<ModelVersion> ofDigest(String sha256) {
        return Optional.ofNullable(byDigest.get(sha256)).flatMap(this::version);
    }

    /** Versions by number. */
    public ConcurrentNavigableMap<Integer, ModelVersion> versions() {
        return versions;
    }

    /**
     * Adds evidence.
     *
     * @param bytes of its object
     */
    public void add(ModelEvaluation evaluation, long bytes) {
        int version = evaluation.model().version();
        ConcurrentNavigableMap<String, ModelEvaluation> there =
                evaluations.computeIfAbsent(version, key -> new ConcurrentSkipListMap<>());
        if (there.putIfAbsent(evaluation.id(), evaluation) == null) {
            evaluationBytes.merge(version, bytes, Long::sum);
        }
        figures.add(version, evaluation.split(), there.values());
    }

    /** Evidence about a version by id. */
    public ConcurrentNavigableMap<String, ModelEvaluation> evaluations(int version) {
        ConcurrentNavigableMap<String, ModelEvaluation> there = evaluations.get(version);
        return there == null ? new ConcurrentSkipListMap<>() : there;
    }

    /** What the objects of the evidence about a version have together. */
    public long evaluationBytes(int version) {
        return evaluationBytes.getOrDefault(version, 0L);
    }

    /** Adds a decision. */
    public void add(Decision decision) {
        decisions
                .computeIfAbsent(decision.model().version(), version -> new ConcurrentSkipListMap<>())
                .putIfAbsent(decision.number(), decision);
    }

    /** Decisions about a version, the first one first. */
    public List<Decision> decisions(int version) {
        return List.copyOf(
                decisions.getOrDefault(version, new ConcurrentSkipListMap<>()).values());
    }

    /** Versions about which something was decided, in order. */
    public Set<Integer> decidedVersions() {
        return decisions.keySet();
    }

    /** The chain of an alias; empty for one that was never set. */
    public AliasChain alias(String alias) {
        return aliases.getOrDefault(alias, AliasChain.empty(name, alias));
    }

    /** Chains by alias. */
    public ConcurrentNavigableMap<String, AliasChain> aliases() {
        return aliases;
    }

    /** Replaces a chain by a longer one; the change must leave a chain that has grown meanwhile as it is. */
    AliasChain extend(String alias, UnaryOperator<AliasChain> change) {
        return requireNonNull(aliases.compute(
                alias, (key, chain) -> change.apply(chain == null ? AliasChain.empty(name, key) : chain)));
    }

    /** Appends a slot that was just written, unless the chain has it. */
    public AliasChain append(String alias, long revision, byte[] content) {
        return extend(
                alias,
                chain -> continuations.follows(alias, chain.revision(), revision)
                        ? chain.append(revision, content)
                        : chain);
    }

    /** What is said of a version; of the model itself for 0. */
    public Annotations annotations(int version) {
        return annotations.of(version);
    }

    /** Every change of what is said of a version, oldest first; of the model itself for 0. */
    public List<AnnotationSlot> annotationHistory(int version) {
        return annotations.history(version);
    }

    /** The last change of annotations of the model and all its versions; 0 before the first. */
    public long annotationRevision() {
        return annotations.revision();
    }

    AnnotationLog annotationLog() {
        return annotations;
    }

    /** Replaces the log by one that was read again. */
    void annotated(AnnotationLog log) {
        annotations = log;
    }

    ModelRef ref(int version) {
        return new ModelRef(name, version);
    }
}
