package io.noisystudent.k8s;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the resource definition {@code scaledjobs.keda.sh}, version {@code v1alpha1}, allows under {@code spec}; written
 * after its definition (KEDA 2.18), as {@link ScaledObjectSpec}.
 */
record ScaledJobSpec(
        @JsonProperty(required = true) JobSpec jobTargetRef,
        @JsonProperty(required = true) List<ScaledObjectSpec.Trigger> triggers,
        @Nullable Integer pollingInterval,
        @Nullable Integer successfulJobsHistoryLimit,
        @Nullable Integer failedJobsHistoryLimit,
        @Nullable Integer minReplicaCount,
        @Nullable Integer maxReplicaCount,
        @Nullable String envSourceContainerName,
        @Nullable Rollout rollout,
        @Nullable ScalingStrategy scalingStrategy) {

    /** Refuses fields that are unknown, in the Job, too; values of another type; and the absence of what is required. */
    static ScaledJobSpec read(JsonNode spec) {
        ScaledJobSpec read = ScaledObjectSpec.STRICT.convertValue(spec, ScaledJobSpec.class);
        List<String> unknown = UnknownFields.of(read.jobTargetRef());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown: " + unknown);
        }
        return read;
    }

    record Rollout(@Nullable String strategy, @Nullable String propagationPolicy) {}

    record ScalingStrategy(
            @Nullable String strategy,
            @Nullable Integer customScalingQueueLengthDeduction,
            @Nullable String customScalingRunningJobPercentage,
            @Nullable List<String> pendingPodConditions,
            @Nullable String multipleScalersCalculation) {}
}
