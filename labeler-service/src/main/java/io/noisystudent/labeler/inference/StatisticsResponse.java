package io.noisystudent.labeler.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What was asked of versions since the start.
 *
 * <p>Source: Triton, "Statistics extension".
 */
public record StatisticsResponse(
        @JsonProperty("model_stats") List<OfVersion> modelStats) {
    /**
     * Of one version.
     *
     * @param lastInference when the last request began, in milliseconds since 1970
     * @param inferenceCount images that were classified
     * @param executionCount batches that were classified
     * @param batchStats batches are not counted by size: always empty
     */
    public record OfVersion(
            String name,
            String version,
            @JsonProperty("last_inference") long lastInference,
            @JsonProperty("inference_count") long inferenceCount,
            @JsonProperty("execution_count") long executionCount,
            @JsonProperty("inference_stats") Times inferenceStats,
            @JsonProperty("batch_stats") List<Object> batchStats) {}

    /**
     * Times of requests and of their parts.
     *
     * @param success requests that were answered
     * @param fail requests that were refused after the version was found
     * @param queue waiting for turns
     * @param computeInput decoding images
     * @param computeInfer classifying batches
     * @param computeOutput forming the answer
     */
    public record Times(
            Duration success,
            Duration fail,
            Duration queue,
            @JsonProperty("compute_input") Duration computeInput,
            @JsonProperty("compute_infer") Duration computeInfer,
            @JsonProperty("compute_output") Duration computeOutput) {}

    /** Of how many requests, and how long altogether, in nanoseconds. */
    public record Duration(long count, long ns) {}
}
