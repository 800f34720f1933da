package io.noisystudent.labeler.inference;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of an inference request. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record InferRequest(
        @Nullable String id,
        @Nullable Parameters parameters,

        @JsonDeserialize(as = BoundedList.class) @Nullable List<InputTensor> inputs,

        @JsonDeserialize(as = BoundedList.class) @Nullable List<RequestedOutput> outputs) {

    /**
     * One input: {@code UINT8} pixels of shape (N,H,W,C), or {@code BYTES} of shape (N) with image files: in JSON as
     * base64, in binary data as they are.
     *
     * @param parameters {@code binary_data_size}: bytes of it behind the JSON, in place of {@code data}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record InputTensor(
            @Nullable String name,

            @JsonDeserialize(as = BoundedList.class) @Nullable
            List<Long> shape,

            @Nullable String datatype,
            @Nullable Parameters parameters,
            @Nullable TensorData data) {

        InputTensor with(TensorData binary) {
            return new InputTensor(name, shape, datatype, parameters, binary);
        }
    }

    /**
     * An output that is wanted; without any, all are sent.
     *
     * @param parameters {@code binary_data}, and {@code classification}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RequestedOutput(
            @Nullable String name, @Nullable Parameters parameters) {}

    /**
     * Parameters that mean something here, each in its place.
     *
     * @param binaryDataSize of an input: bytes of it behind the JSON
     * @param binaryData of an output: whether it comes as bytes behind the JSON
     * @param binaryDataOutput of the request: {@code binaryData} of the outputs that do not say so themselves
     * @param classification of an output: how many of the highest values are wanted, as {@code VALUE:INDEX:CLASS}; 0 for
     *     the tensor itself
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Parameters(
            @JsonProperty("binary_data_size") @Nullable Long binaryDataSize,
            @JsonProperty("binary_data") @Nullable Boolean binaryData,
            @JsonProperty("binary_data_output") @Nullable Boolean binaryDataOutput,
            @Nullable Integer classification) {

        static final Parameters NONE = new Parameters(null, null, null, null);

        static Parameters of(@Nullable Parameters given) {
            return given == null ? NONE : given;
        }
    }
}
