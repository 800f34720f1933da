package io.noisystudent.labeler.models;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasSlot;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which version the alias {@code teacher} points to, by the registry. Thread-safe.
 *
 * <p>An event about a promotion is a reason to ask, not an answer: more may write to a topic than may move the alias. It
 * is asked about in the background, so that neither requests nor the topic wait for the registry.
 */
public final class Teacher {
    private static final Logger LOG = LoggerFactory.getLogger(Teacher.class);

    /** Between two questions about promotions. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    /** After so many answers that know nothing of an announced promotion there was none. */
    static final int DOUBTS = 30;

    private final String model;
    private final Supplier<Optional<AliasSlot>> registry;
    private final ModelCache cache;
    private final LongSupplier nanoTime;
    private final Executor background;
    private @Nullable ModelRef current;
    private long revision = -1;
    private long announced = -1;
    private int doubts;
    private boolean asking;
    private long notBefore;
    private long swaps;

    /**
     * @param model name of the pipeline's model
     * @param registry says where the alias points, nothing if it was never set; fails with {@code REGISTRY_UNAVAILABLE}
     * @param nanoTime as {@link System#nanoTime}
     * @param background asks the registry about promotions
     */
    public Teacher(
            String model,
            Supplier<Optional<AliasSlot>> registry,
            ModelCache cache,
            LongSupplier nanoTime,
            Executor background) {
        this.model = model;
        this.registry = registry;
        this.cache = cache;
        this.nanoTime = nanoTime;
        this.background = background;
        this.notBefore = nanoTime.getAsLong();
    }

    /** Has the registry asked about a promotion that was announced; a new teacher is loaded at once. */
    public void promoted(ModelEvent.ModelPromoted event) {
        if (!event.alias().equals(AliasSlot.TEACHER) || !event.model().name().equals(model)) {
            return;
        }
        synchronized (this) {
            if (event.revision() > announced) {
                announced = event.revision();
                doubts = 0;
            }
        }
        askAboutPromotion();
    }

    /** How often another version became the teacher while this labeler had one. */
    public synchronized long swaps() {
        return swaps;
    }

    /**
     * The current teacher; asks the registry until one is known, and has it asked about promotions that were announced.
     *
     * @throws NoisyStudentException {@code NOT_FOUND} when there is none yet, {@code REGISTRY_UNAVAILABLE}
     */
    public ModelRef current() {
        ModelRef known = known();
        if (known == null) {
            ask();
            known = known();
        } else {
            askAboutPromotion();
        }
        if (known == null) {
            throw new NoisyStudentException(
                    ErrorCode.NOT_FOUND,
                    model + "/" + AliasSlot.TEACHER,
                    "no version is the teacher yet; wait for generation 0 or promote one");
        }
        return known;
    }

    /** The teacher that the registry named last, without asking. */
    public synchronized @Nullable ModelRef known() {
        return current;
    }

    private void askAboutPromotion() {
        synchronized (this) {
            if (asking || announced <= revision || nanoTime.getAsLong() - notBefore < 0) {
                return;
            }
            asking = true;
        }
        background.execute(this::askAboutAnnounced);
    }

    private void askAboutAnnounced() {
        try {
            ask();
            doubt();
        } catch (NoisyStudentException e) {
            LOG.warn("a promotion is announced, the teacher stays until the registry answers: {}", e.describe());
        } finally {
            synchronized (this) {
                asking = false;
                notBefore = nanoTime.getAsLong() + PAUSE.toNanos();
            }
        }
    }

    /** Notes that the registry answered; an announcement that it does not confirm was wrong. */
    private synchronized void doubt() {
        if (announced <= revision) {
            return;
        }
        doubts++;
        if (doubts >= DOUBTS) {
            LOG.warn(
                    "promotion announced that the registry does not know, it is asked no more model={} announced={}"
                            + " revision={}",
                    model,
                    announced,
                    revision);
            announced = revision;
        }
    }

    private void ask() {
        registry.get().ifPresent(slot -> move(new ModelRef(model, slot.version()), slot.revision()));
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
