package io.noisystudent.contracts.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.noisystudent.contracts.error.ErrorCode;

/** What a trainer says about one request: it runs, it is done, or it cannot be done. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TrainingProgress.Running.class, name = "running"),
    @JsonSubTypes.Type(value = TrainingProgress.Completed.class, name = "completed"),
    @JsonSubTypes.Type(value = TrainingProgress.Failed.class, name = "failed")
})
public sealed interface TrainingProgress {
    String requestId();

    /** {@code step} of {@code steps} is done; {@code step} 0 says that the data is being read. */
    record Running(String requestId, long step, long steps, double loss, double imagesPerSecond)
            implements TrainingProgress {}

    /** The student is registered as {@code model}. */
    record Completed(String requestId, ModelRef model, TrainingReport report) implements TrainingProgress {}

    /** There will be no student. */
    record Failed(String requestId, ErrorCode code, String detail) implements TrainingProgress {}
}
