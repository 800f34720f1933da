package io.noisystudent.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class ScalingTest {
    private static final String TEACHER = "teacher-service/src/main/java/io/noisystudent/teacher/web/";

    static List<Manifests> withKeda() {
        return Manifests.all().stream()
                .filter(manifests -> !manifests.ofKind("ScaledObject").isEmpty())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("withKeda")
    void shouldScaleLabelersByWhatTheTeacherServiceCounts(Manifests manifests) {
        // Given
        GenericKubernetesResource scaled = manifests.ofKind("ScaledObject").get(0);
        JsonNode spec = new ObjectMapper().valueToTree(scaled).get("spec");
        JsonNode metadata = spec.get("triggers").get(0).get("metadata");
        URI address = URI.create(metadata.get("url").asText());

        // Then
        String target = spec.at("/scaleTargetRef/name").asText();
        assertThat(manifests.services()).containsKey(target);
        assertThat(manifests.services().get(target).getSpec().getReplicas())
                .as("a number of replicas fights with KEDA")
                .isNull();
        assertThat(spec.get("minReplicaCount").asInt()).isZero();
        assertThat(spec.get("maxReplicaCount").asInt())
                .isEqualTo(manifests.pipeline().topics().taskPartitions());
        assertThat(ReferencesTest.isReached(manifests, address)).isTrue();
        assertThat(address.getHost()).isEqualTo("teacher-service.noisy-student.svc");
        assertThat(Project.read(TEACHER + "GenerationResource.java"))
                .contains("@Path(\"/api/v1\")", "@Path(\"" + address.getPath().substring("/api/v1".length()) + "\")");
        assertThat(Project.read(TEACHER + "StatusReport.java"))
                .contains("int " + metadata.get("valueLocation").asText() + ",");
    }
}
