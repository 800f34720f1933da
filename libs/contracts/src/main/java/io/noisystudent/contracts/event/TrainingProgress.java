package io.noisystudent.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.noisystudent.contracts.error.ErrorCode;

/** What a trainer says about one request: it runs, it is done, or it cannot be done. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(TrainingProgress.Running.class),
    @JsonSubTypes.Type(TrainingProgress.Completed.class),
    @JsonSubTypes.Type(TrainingProgress.Failed.class)
})
@JsonPropertyOrder("state")
public sealed interface TrainingProgress {
    /** Name of the state, {@code running} for example. */
    @JsonProperty("state")
    default String stateName() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    String requestId();

    /** {@code step} of {@code steps} is done; {@code step} 0 says that the data is being read. */
    @JsonTypeName("running")
    record Running(String requestId, long step, long steps, double loss, double imagesPerSecond)
            implements TrainingProgress {}

    /** The student is registered as {@code model}. */
    @JsonTypeName("completed")
    record Completed(String requestId, ModelRef model, TrainingReport report) implements TrainingProgress {}

    /** There will be no student. */
    @JsonTypeName("failed")
    record Failed(String requestId, ErrorCode code, String detail) implements TrainingProgress {}
}
