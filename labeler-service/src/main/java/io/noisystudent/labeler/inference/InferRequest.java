package io.noisystudent.labeler.inference;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of an inference request. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record InferRequest(
        @Nullable String id,
        @JsonDeserialize(as = BoundedList.class) @Nullable List<InputTensor> inputs,
        @JsonDeserialize(as = BoundedList.class) @Nullable List<RequestedOutput> outputs) {

    /**
     * One input: {@code UINT8} pixels of shape (N,H,W,C), or {@code BYTES} of shape (N) with base64 of image files.
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record InputTensor(
            @Nullable String name,

            @JsonDeserialize(as = BoundedList.class) @Nullable
            List<Long> shape,

            @Nullable String datatype,
            @Nullable TensorData data) {}

    /** An output that is wanted; without any, all are sent. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RequestedOutput(@Nullable String name) {}
}
