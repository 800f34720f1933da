package io.noisystudent.labeler.models;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.RegistryClient;
import org.jspecify.annotations.Nullable;

/** Which version the alias {@code teacher} points to, as far as this labeler has heard. Thread-safe. */
public final class Teacher {
    private final String model;
    private final RegistryClient registry;
    private final ModelCache cache;
    private @Nullable ModelRef current;
    private long revision = -1;
    private long swaps;

    /** @param model name of the pipeline's model */
    public Teacher(String model, RegistryClient registry, ModelCache cache) {
        this.model = model;
        this.registry = registry;
        this.cache = cache;
    }

    /** Takes note of a promotion and starts to load the new teacher. */
    public void promoted(ModelEvent.ModelPromoted event) {
        if (event.alias().equals(RegistryClient.TEACHER) && event.model().name().equals(model)) {
            move(event.model(), event.revision());
        }
    }

    /** How often another version became the teacher while this labeler had one. */
    public synchronized long swaps() {
        return swaps;
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

    /**
     * The current teacher; asks the registry until one is known.
     *
     * @throws NoisyStudentException {@code NOT_FOUND} when there is none yet, {@code REGISTRY_UNAVAILABLE}
     */
    public ModelRef current() {
        ModelRef known = known();
        if (known != null) {
            return known;
        }
        AliasSlot slot = registry.alias(model, RegistryClient.TEACHER)
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.NOT_FOUND,
                        model + "/" + RegistryClient.TEACHER,
                        "no version is the teacher yet; wait for generation 0 or promote one"));
        move(new ModelRef(model, slot.version()), slot.revision());
        return new ModelRef(model, slot.version());
    }

    /** The teacher that this labeler has heard of, without asking. */
    public synchronized @Nullable ModelRef known() {
        return current;
    }
}
