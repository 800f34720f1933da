package io.noisystudent.contracts.registry;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * What people say about a model or one of its versions at present: the only part of either that changes.
 *
 * @param revision of the last change; 0 when nothing was ever said
 * @param description empty when there is none
 * @param actor who changed it last; null if it was never changed
 */
public record Annotations(
        long revision,
        String description,
        Map<String, String> tags,
        @Nullable String actor,
        @Nullable Instant at) {
    /** Nothing said. */
    public static final Annotations NONE = new Annotations(0, "", Map.of(), null, null);

    public Annotations {
        requireNonNull(description, "description is null");
        tags = Map.copyOf(tags);
    }
}
