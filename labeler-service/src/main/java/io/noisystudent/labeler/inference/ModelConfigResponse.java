package io.noisystudent.labeler.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A model's configuration, as far as Triton's clients read it; shapes are of one image, without the batch.
 *
 * <p>Source: Triton, "Model configuration extension" and {@code model_config.proto}.
 */
public record ModelConfigResponse(
        String name,
        String platform,
        String backend,
        @JsonProperty("max_batch_size") int maxBatchSize,
        List<Tensor> input,
        List<Tensor> output) {

    /** Name, type and shape of an input or output. */
    public record Tensor(
            String name, @JsonProperty("data_type") String dataType, List<Long> dims) {}
}
