package io.noisystudent.labeler.models;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.RegistryClient;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which version the alias {@code teacher} points to, by the registry. Thread-safe.
 *
 * <p>An event about a promotion is a reason to ask, not an answer: more may write to a topic than may move the alias.
 */
public final class Teacher {
    private static final Logger LOG = LoggerFactory.getLogger(Teacher.class);

    /** How long the last answer is used while the registry does not know yet what an event announced. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    private final String model;
    private final Supplier<Optional<AliasSlot>> registry;
    private final ModelCache cache;
    private final LongSupplier nanoTime;
    private @Nullable ModelRef current;
    private long revision = -1;
    private long announced = -1;
    private long asked;
    private long swaps;

    /**
     * @param model name of the pipeline's model
     * @param registry says where the alias points, nothing if it was never set; fails with {@code REGISTRY_UNAVAILABLE}
     * @param nanoTime as {@link System#nanoTime}
     */
    public Teacher(String model, Supplier<Optional<AliasSlot>> registry, ModelCache cache, LongSupplier nanoTime) {
        this.model = model;
        this.registry = registry;
        this.cache = cache;
        this.nanoTime = nanoTime;
    }

    /** Asks the registry about a promotion that was announced, and starts to load the new teacher. */
    public void promoted(ModelEvent.ModelPromoted event) {
        if (!event.alias().equals(RegistryClient.TEACHER)
                || !event.model().name().equals(model)) {
            return;
        }
        synchronized (this) {
            announced = Math.max(announced, event.revision());
            if (announced <= revision) {
                return;
            }
        }
        askOrKeep();
    }

    /** How often another version became the teacher while this labeler had one. */
    public synchronized long swaps() {
        return swaps;
    }

    /**
     * The current teacher; asks the registry until one is known, and about promotions that were announced.
     *
     * @throws NoisyStudentException {@code NOT_FOUND} when there is none yet, {@code REGISTRY_UNAVAILABLE}
     */
    public ModelRef current() {
        ModelRef known = known();
        if (known == null) {
            return ask().orElseThrow(() -> new NoisyStudentException(
                    ErrorCode.NOT_FOUND,
                    model + "/" + RegistryClient.TEACHER,
                    "no version is the teacher yet; wait for generation 0 or promote one"));
        }
        return isDue() ? askOrKeep().orElse(known) : known;
    }

    /** The teacher that the registry named last, without asking. */
    public synchronized @Nullable ModelRef known() {
        return current;
    }

    private synchronized boolean isDue() {
        return announced > revision && nanoTime.getAsLong() - asked >= PAUSE.toNanos();
    }

    private Optional<ModelRef> askOrKeep() {
        try {
            return ask();
        } catch (NoisyStudentException e) {
            LOG.warn("a promotion is announced, the teacher stays until the registry answers: {}", e.describe());
            return Optional.ofNullable(known());
        }
    }

    private Optional<ModelRef> ask() {
        synchronized (this) {
            asked = nanoTime.getAsLong();
        }
        registry.get().ifPresent(slot -> move(new ModelRef(model, slot.version()), slot.revision()));
        return Optional.ofNullable(known());
    }

    private void move(ModelRef ref, long at) {
        synchronized (this) {
            if (at <= revision) {
                return;
            }
            if (current != null && !current.equals(ref)) {
                swaps++;
            }
            revision = at;
            current = ref;
        }
        cache.preload(ref);
    }
}
