package io.noisystudent.k8s;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the resource definition {@code scaledobjects.keda.sh}, version {@code v1alpha1}, allows under {@code spec}. KEDA
 * publishes no models for the JVM, so that this is written after its definition (KEDA 2.18).
 */
record ScaledObjectSpec(
        @JsonProperty(required = true) Target scaleTargetRef,
        @JsonProperty(required = true) List<Trigger> triggers,
        @Nullable Integer pollingInterval,
        @Nullable Integer cooldownPeriod,
        @Nullable Integer initialCooldownPeriod,
        @Nullable Integer idleReplicaCount,
        @Nullable Integer minReplicaCount,
        @Nullable Integer maxReplicaCount,
        @Nullable Advanced advanced,
        @Nullable Fallback fallback) {
    static final ObjectMapper STRICT = strict();

    /** Refuses fields that are unknown, values of another type, and the absence of what is required. */
    static ScaledObjectSpec read(JsonNode spec) {
        return STRICT.convertValue(spec, ScaledObjectSpec.class);
    }

    private static ObjectMapper strict() {
        JsonMapper mapper = JsonMapper.builder()
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        return mapper;
    }

    record Target(
            @JsonProperty(required = true) String name,
            @Nullable String kind,
            @Nullable String apiVersion,
            @Nullable String envSourceContainerName) {}

    record Trigger(
            @JsonProperty(required = true) String type,
            @JsonProperty(required = true) Map<String, String> metadata,
            @Nullable String name,
            @Nullable String metricType,
            @Nullable Boolean useCachedMetrics,
            @Nullable AuthenticationRef authenticationRef) {}

    record AuthenticationRef(
            @JsonProperty(required = true) String name,
            @Nullable String kind) {}

    record Advanced(
            @Nullable Boolean restoreToOriginalReplicaCount,
            @Nullable Autoscaler horizontalPodAutoscalerConfig) {}

    record Autoscaler(@Nullable String name, @Nullable HorizontalPodAutoscalerBehavior behavior) {}

    record Fallback(
            @JsonProperty(required = true) Integer failureThreshold,
            @JsonProperty(required = true) Integer replicas,
            @Nullable String behavior) {}
}
