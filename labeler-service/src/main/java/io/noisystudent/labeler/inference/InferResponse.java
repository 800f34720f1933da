package io.noisystudent.labeler.inference;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an inference request.
 *
 * @param parameters {@code classes}: the class names as a JSON array in a string, since the protocol's parameters are
 *     plain values
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InferResponse(
        @JsonProperty("model_name") String modelName,
        @JsonProperty("model_version") String modelVersion,
        @Nullable String id,
        Map<String, Object> parameters,
        List<OutputTensor> outputs) {

    /**
     * One output, in the JSON or behind it.
     *
     * @param parameters null in the JSON, else the length of the bytes behind it
     * @param data null behind the JSON, else numbers for {@code FP32}, row-major, and strings for {@code BYTES}
     * @param binary the bytes behind the JSON; empty without any
     */
    @SuppressWarnings("ArrayRecordComponent") // written and thrown away
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OutputTensor(
            String name,
            List<Long> shape,
            String datatype,
            @Nullable BinarySize parameters,
            @Nullable Object data,
            @JsonIgnore byte[] binary) {

        static OutputTensor json(String name, List<Long> shape, String datatype, Object data) {
            return new OutputTensor(name, shape, datatype, null, data, new byte[0]);
        }

        static OutputTensor binary(String name, List<Long> shape, String datatype, byte[] binary) {
            return new OutputTensor(name, shape, datatype, new BinarySize(binary.length), null, binary);
        }
    }

    /** The length of a tensor behind the JSON, in bytes. */
    public record BinarySize(
            @JsonProperty("binary_data_size") int binaryDataSize) {}

    /** Whether bytes follow the JSON. */
    public boolean hasBinary() {
        return outputs.stream().anyMatch(output -> output.parameters() != null);
    }
}
