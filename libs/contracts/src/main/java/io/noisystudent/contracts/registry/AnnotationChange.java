package io.noisystudent.contracts.registry;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Body of {@code PATCH .../annotations}: a merge patch (RFC 7396) of description and tags.
 *
 * @param description null leaves it as it is; empty removes it
 * @param tags null leaves all as they are; a null value removes that tag
 */
public record AnnotationChange(
        String actor,
        @Nullable String description,
        @Nullable Map<String, @Nullable String> tags) {
    public AnnotationChange {
        requireNonNull(actor, "actor is null");
        tags = tags == null ? null : Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** The same change with another actor. */
    public AnnotationChange by(String other) {
        return new AnnotationChange(other, description, tags);
    }
}
