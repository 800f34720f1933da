package io.noisystudent.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.noisystudent.contracts.config.PipelineConfigReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class ScalingTest {
    private static final String TEACHER = "teacher-service/src/main/java/io/noisystudent/teacher/web/";

    /** With {@code -Dk8s.write=true} the number is replaced. */
    @Test
    void shouldAllowALabelerForEveryPartition() throws IOException {
        // Given
        Path file = Project.file("k8s/components/keda/labelers.yaml");
        int partitions = PipelineConfigReader.read(Project.file("k8s/overlays/prod/pipeline.yaml"))
                .topics()
                .taskPartitions();
        String right = Project.read(file).replaceFirst("maxReplicaCount: \\d+", "maxReplicaCount: " + partitions);
        if (Boolean.getBoolean("k8s.write")) {
            Files.writeString(file, right);
        }

        // Then
        assertThat(Project.read(file)).isEqualTo(right);
    }

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

        // Then
        String target = spec.at("/scaleTargetRef/name").asText();
        assertThat(manifests.services()).containsKey(target);
        assertThat(manifests.services().get(target).getSpec().getReplicas())
                .as("a number of replicas fights with KEDA")
                .isNull();
        assertThat(spec.get("minReplicaCount").asInt()).isZero();
        assertThat(spec.get("maxReplicaCount").asInt())
                .isEqualTo(manifests.pipeline().topics().taskPartitions());
        checkCount(manifests, metadata);
    }

    @ParameterizedTest
    @MethodSource("withKeda")
    void shouldRunTrainersThatEndByThemselves(Manifests manifests) {
        // Given
        GenericKubernetesResource scaled = manifests.ofKind("ScaledJob").get(0);
        JsonNode spec = new ObjectMapper().valueToTree(scaled).get("spec");
        JobSpec job = ScaledJobSpec.read(spec).jobTargetRef();
        Deployment trainer = manifests.services().get("student-trainer");

        // Then
        checkCount(manifests, spec.at("/triggers/0/metadata"));
        assertThat(manifests.has("Deployment", "student-trainer"))
                .as("a Deployment would take the Jobs' requests")
                .isFalse();
        assertThat(EnvironmentTest.environment(trainer).get("NOISYSTUDENT_TRAINER_RUN"))
                .extracting(EnvVar::getValue)
                .isEqualTo("once");
        assertThat(trainer.getSpec().getTemplate().getSpec().getRestartPolicy())
                .as("a policy for failures needs it")
                .isEqualTo("Never");
        assertThat(job.getPodFailurePolicy().getRules().get(0).getAction()).isEqualTo("Ignore");
        assertThat(job.getActiveDeadlineSeconds()).as("would end a training").isNull();
        assertThat(spec.at("/rollout/strategy").asText())
                .as("any other ends Jobs when this object changes")
                .isEqualTo("gradual");
        assertThat(spec.get("maxReplicaCount").asInt()).isEqualTo(1);
    }

    @Test
    void shouldRunTrainersForEverWithoutKeda() {
        assertThat(EnvironmentTest.environment(
                        Manifests.read("laptop").services().get("student-trainer")))
                .doesNotContainKey("NOISYSTUDENT_TRAINER_RUN");
    }

    private static void checkCount(Manifests manifests, JsonNode metadata) {
        URI address = URI.create(metadata.get("url").asText());
        assertThat(ReferencesTest.isReached(manifests, address)).isTrue();
        assertThat(address.getHost()).isEqualTo("teacher-service.noisy-student.svc");
        assertThat(Project.read(TEACHER + "GenerationResource.java"))
                .contains("@Path(\"/api/v1\")", "@Path(\"" + address.getPath().substring("/api/v1".length()) + "\")");
        assertThat(Project.read(TEACHER + "StatusReport.java"))
                .contains("int " + metadata.get("valueLocation").asText() + ",");
    }
}
