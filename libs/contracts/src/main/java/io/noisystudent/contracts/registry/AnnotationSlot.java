package io.noisystudent.contracts.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * One change of annotations: the value of one create-only slot of the model's log of annotations.
 *
 * @param version that it is about; null for the model itself
 * @param revision counts from 1 over all changes of the model
 * @param nonce of the writer, by which it recognizes its own slot after a lost reply
 */
public record AnnotationSlot(
        String model, @Nullable Integer version, long revision, AnnotationChange change, String nonce, Instant at) {
    public AnnotationSlot {
        requireNonNull(model, "model is null");
        requireNonNull(change, "change is null");
    }
}
