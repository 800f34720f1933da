package io.noisystudent.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the registry announces; derived from its objects, so that none is ever lost. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(ModelEvent.ModelRegistered.class),
    @JsonSubTypes.Type(ModelEvent.ModelPromoted.class),
    @JsonSubTypes.Type(ModelEvent.ModelRejected.class)
})
@JsonPropertyOrder("event")
public sealed interface ModelEvent {
    /** Name of the event, {@code model-promoted} for example. */
    @JsonProperty("event")
    default String eventName() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    ModelRef model();

    /** A version exists. */
    @JsonTypeName("model-registered")
    record ModelRegistered(
            ModelRef model,
            String sha256,
            int generation,
            @Nullable String requestId,
            Instant at) implements ModelEvent {}

    /** An alias points to this version since its slot {@code revision}. */
    @JsonTypeName("model-promoted")
    record ModelPromoted(
            ModelRef model,
            String alias,
            long revision,
            @Nullable Integer previousVersion,
            Instant at) implements ModelEvent {}

    /** The gate refused this version. */
    @JsonTypeName("model-rejected")
    record ModelRejected(ModelRef model, String alias, List<String> reasons, Instant at) implements ModelEvent {
        public ModelRejected {
            reasons = List.copyOf(reasons);
        }
    }
}
