package io.noisystudent.contracts.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the registry announces; derived from its objects, so that none is ever lost. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ModelEvent.ModelRegistered.class, name = "model-registered"),
    @JsonSubTypes.Type(value = ModelEvent.ModelPromoted.class, name = "model-promoted"),
    @JsonSubTypes.Type(value = ModelEvent.ModelRejected.class, name = "model-rejected")
})
public sealed interface ModelEvent {
    ModelRef model();

    /** A version exists. */
    record ModelRegistered(
            ModelRef model,
            String sha256,
            int generation,
            @Nullable String requestId,
            Instant at) implements ModelEvent {}

    /** An alias points to this version since its slot {@code revision}. */
    record ModelPromoted(
            ModelRef model,
            String alias,
            long revision,
            @Nullable Integer previousVersion,
            Instant at) implements ModelEvent {}

    /** The gate refused this version. */
    record ModelRejected(ModelRef model, String alias, List<String> reasons, Instant at) implements ModelEvent {
        public ModelRejected {
            reasons = List.copyOf(reasons);
        }
    }
}
