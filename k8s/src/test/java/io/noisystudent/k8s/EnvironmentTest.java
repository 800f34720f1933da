package io.noisystudent.k8s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class EnvironmentTest {
    private static final String LAUNCHER = "launcher/src/main/java/io/noisystudent/launcher/stack/ServiceCommands.java";
    private static final String JVM = "JAVA_TOOL_OPTIONS";

    static List<Manifests> overlays() {
        return Manifests.all();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldSetOnlyWhatTheServicesRead(Manifests manifests) {
        assertThat(manifests.services()).containsOnlyKeys(Project.SERVICES);
        manifests.services().forEach((service, deployment) -> {
            Set<String> known = new HashSet<>(ConfigurationKeys.of(service));
            known.add(JVM);
            profiles(service).forEach(profile -> known.add("QUARKUS_PROFILE=" + profile));
            if (service.equals("student-trainer")) {
                known.addAll(trainerEnvironment().keySet());
            }
            Set<String> set = new HashSet<>();
            environment(deployment)
                    .forEach((name, variable) ->
                            set.add(name.equals("QUARKUS_PROFILE") ? name + "=" + variable.getValue() : name));
            assertThat(known).as(service).containsAll(set);
            assertThat(set).as(service).contains("KAFKA_BOOTSTRAP_SERVERS", "NOISYSTUDENT_PIPELINE_FILE");
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldSetEveryVariableOnce(Manifests manifests) {
        assertThat(manifests.containers()).allSatisfy(container -> assertThat(container.getEnv())
                .extracting(EnvVar::getName)
                .doesNotHaveDuplicates());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldNameEveryLabelerAfterItsPod(Manifests manifests) {
        EnvVar instance =
                environment(manifests.services().get("labeler-service")).get("NOISYSTUDENT_INSTANCE");

        assertThat(instance.getValueFrom().getFieldRef().getFieldPath()).isEqualTo("metadata.name");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldTreatNativeMemoryAsTheLauncherDoes(Manifests manifests) {
        Map<String, EnvVar> trainer = environment(manifests.services().get("student-trainer"));

        assertThat(trainerEnvironment()).hasSize(4).allSatisfy((name, value) -> assertThat(trainer)
                .hasEntrySatisfying(name, set -> assertThat(set.getValue()).isEqualTo(value)));
        assertThat(Project.read(LAUNCHER)).contains("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
        assertThat(trainer.get(JVM).getValue()).contains("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    }

    /** Where a shortage is an answer, the process must live to give it; elsewhere a restart is the cleanest end. */
    @ParameterizedTest
    @MethodSource("overlays")
    void shouldEndWithoutMemoryOnlyWhereNothingAnswersForIt(Manifests manifests) {
        manifests.services().forEach((service, deployment) -> assertThat(
                        environment(deployment).get(JVM).getValue().contains("-XX:+ExitOnOutOfMemoryError"))
                .as(service)
                .isEqualTo(Set.of("model-registry", "labeler-service").contains(service)));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldLeaveMemoryBesideTheHeap(Manifests manifests) {
        manifests.services().forEach((service, deployment) -> {
            Container container =
                    deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
            Quantity limit = container.getResources().getLimits().get("memory");
            Matcher heap = Pattern.compile("-Xmx(\\d+[kmg])")
                    .matcher(environment(deployment).get(JVM).getValue());
            if (heap.find()) {
                BigDecimal bytes = new Quantity(heap.group(1)
                                .replace("g", "Gi")
                                .replace("m", "Mi")
                                .replace("k", "Ki"))
                        .getNumericalAmount();
                assertThat(bytes.multiply(BigDecimal.valueOf(2)))
                        .as("%s: heap %s within %s", service, heap.group(1), limit)
                        .isLessThanOrEqualTo(limit.getNumericalAmount());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldHoldAPipelineThatTheServicesAccept(Manifests manifests) {
        assertThat(manifests.pipeline().name()).isEqualTo(manifests.overlay().equals("smoke") ? "smoke" : "digits");
    }

    @Test
    void shouldKnowTheKeysOfAMapping() {
        assertThat(ConfigurationKeys.of("labeler-service"))
                .contains(
                        "NOISYSTUDENT_INSTANCE",
                        "NOISYSTUDENT_LABELER_MODEL_CACHE",
                        "NOISYSTUDENT_REGISTRY_URL",
                        "QUARKUS_HTTP_PORT",
                        "KAFKA_SASL_JAAS_CONFIG")
                .doesNotContain("NOISYSTUDENT_LABELER", "NOISYSTUDENT_STORE_BUCKET", "NOISYSTUDENT_LABELER_COLOR");
    }

    /** The profiles for which a service has settings. */
    private static Set<String> profiles(String service) {
        Set<String> profiles = new HashSet<>();
        for (String key : Project.applicationProperties(service).stringPropertyNames()) {
            if (key.startsWith("%")) {
                profiles.add(key.substring(1, key.indexOf('.')));
            }
        }
        return profiles;
    }

    static Map<String, EnvVar> environment(Deployment deployment) {
        Map<String, EnvVar> environment = new HashMap<>();
        deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getEnv()
                .forEach(variable -> environment.put(variable.getName(), variable));
        return environment;
    }

    /** What the launcher gives the trainer beyond configuration. */
    private static Map<String, String> trainerEnvironment() {
        Map<String, String> environment = new HashMap<>();
        Matcher entry =
                Pattern.compile("\"((?:MALLOC|GOMP)_[A-Z_]+)\", \"(\\d+)\"").matcher(Project.read(LAUNCHER));
        while (entry.find()) {
            environment.put(entry.group(1), entry.group(2));
        }
        return environment;
    }
}
