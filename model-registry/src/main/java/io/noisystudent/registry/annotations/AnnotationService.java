package io.noisystudent.registry.annotations;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.AnnotationChange;
import io.noisystudent.contracts.registry.AnnotationSlot;
import io.noisystudent.contracts.registry.Annotations;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.Names;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.view.AnnotationLog;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Changes annotations by appending to the log of their model. A writer has read every change before the one that it
 * writes, because the number of a change is its create-only key.
 */
public final class AnnotationService {
    private static final int RACES = 1000;

    private final RegistryView view;
    private final SlotWriter slots;
    private final Clock clock;
    private final Supplier<String> nonces;

    /** @param nonces gives a different text at every call, in all processes */
    public AnnotationService(RegistryView view, SlotWriter slots, Clock clock, Supplier<String> nonces) {
        this.view = requireNonNull(view, "view is null");
        this.slots = requireNonNull(slots, "slots is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.nonces = requireNonNull(nonces, "nonces is null");
    }

    /**
     * What is said of a version, or of a model.
     *
     * @param version null for the model itself
     * @throws NoisyStudentException {@code NOT_FOUND}
     */
    public Annotations current(String model, @Nullable Integer version) {
        return require(model, version).annotations(number(version));
    }

    /** Every change, oldest first; {@code NOT_FOUND}. */
    public List<AnnotationSlot> history(String model, @Nullable Integer version) {
        return require(model, version).annotationHistory(number(version));
    }

    /** Passes if a change is not too long, whatever it changes; {@code BAD_REQUEST} otherwise. */
    public static void require(AnnotationChange change) {
        AnnotationLimits.require(change);
    }

    /**
     * Changes what is said; what changes nothing is not written.
     *
     * @param expected the revision that the change is based on; null for whichever is current
     * @throws NoisyStudentException {@code NOT_FOUND}, {@code BAD_REQUEST} for what is too long, {@code
     *     STALE_REVISION} if another client changed it, {@code STORE_UNAVAILABLE}
     */
    public Annotations change(
            String model, @Nullable Integer version, @Nullable Long expected, AnnotationChange change) {
        require(model, version);
        return append(model, version, expected, change);
    }

    /**
     * Makes a model that has no version yet.
     *
     * @return false if it was there before
     */
    public boolean open(String model, AnnotationChange first) {
        if (view.refreshModel(Names.model(model)).exists()) {
            return false;
        }
        try {
            append(model, null, 0L, first);
            return true;
        } catch (NoisyStudentException e) {
            if (e.code() == ErrorCode.STALE_REVISION) {
                return false;
            }
            throw e;
        }
    }

    private Annotations append(
            String model, @Nullable Integer version, @Nullable Long expected, AnnotationChange change) {
        AnnotationLimits.require(change);
        view.lags().requireNone(model);
        String nonce = nonces.get();
        for (int race = 0; race < RACES; race++) {
            ModelView known = view.refreshModel(model);
            Annotations before = known.annotations(number(version));
            if (expected != null && expected != before.revision()) {
                throw stale(model, expected, before);
            }
            AnnotationSlot slot =
                    new AnnotationSlot(model, version, known.annotationRevision() + 1, change, nonce, clock.instant());
            Annotations after = AnnotationLog.apply(before, slot);
            AnnotationLimits.require(after);
            boolean says =
                    !after.tags().equals(before.tags()) || !after.description().equals(before.description());
            if (!says && known.exists()) {
                return before;
            }
            view.requirePlaceFor(known);
            AnnotationLimits.require(known.annotationHistory(number(version)));
            byte[] object = Documents.seal(slot);
            view.memory().require(RegistryKeys.annotation(model, slot.revision()), object.length);
            if (slots.write(RegistryKeys.annotation(model, slot.revision()), object)
                    .isEmpty()) {
                return view.refreshModel(model).annotations(number(version));
            }
        }
        throw new NoisyStudentException(
                ErrorCode.STORE_UNAVAILABLE, model, "lost " + RACES + " races for an annotation; try again later");
    }

    private ModelView require(String model, @Nullable Integer version) {
        ModelView known = view.refreshModel(Names.model(model));
        boolean there =
                version == null ? known.exists() : known.version(version).isPresent();
        if (!there) {
            throw new NoisyStudentException(
                    ErrorCode.NOT_FOUND,
                    version == null ? model : model + "/" + version,
                    "there is no such " + (version == null ? "model" : "version") + "; see /api/v1/models");
        }
        return known;
    }

    private static int number(@Nullable Integer version) {
        return version == null ? 0 : version;
    }

    private static NoisyStudentException stale(String model, long expected, Annotations now) {
        return new NoisyStudentException(
                ErrorCode.STALE_REVISION,
                model,
                "the change replaces revision " + expected + ", but revision " + now.revision() + " by " + now.actor()
                        + " is there; look and decide again");
    }
}
