package io.noisystudent.labeler.inference;

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
     * One output.
     *
     * @param data {@code FP32}: numbers, row-major; {@code BYTES}: strings
     */
    @SuppressWarnings("ArrayRecordComponent") // written to JSON and thrown away
    public record OutputTensor(String name, List<Long> shape, String datatype, Object data) {}
}
