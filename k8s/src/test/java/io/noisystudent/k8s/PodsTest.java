package io.noisystudent.k8s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class PodsTest {
    private static final Pattern WRITTEN = Pattern.compile("org\\.bytedeco\\.javacpp\\.cachedir=(\\S+)");

    static List<Manifests> overlays() {
        return Manifests.all();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldBeRestricted(Manifests manifests) {
        assertThat(manifests.pods()).isNotEmpty().allSatisfy((name, pod) -> {
            PodSpec spec = pod.getSpec();
            assertThat(spec.getAutomountServiceAccountToken()).isFalse();
            assertThat(spec.getEnableServiceLinks()).isFalse();
            assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(spec.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream()))
                    .allSatisfy(container -> {
                        var context = container.getSecurityContext();
                        assertThat(context.getAllowPrivilegeEscalation()).isFalse();
                        assertThat(context.getReadOnlyRootFilesystem()).isTrue();
                        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
                        assertThat(context.getCapabilities().getAdd()).isEmpty();
                        assertThat(context.getPrivileged()).isNull();
                    });
            assertThat(spec.getVolumes()).allMatch(volume -> volume.getHostPath() == null);
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldProbeWhatTheServicesServe(Manifests manifests) {
        manifests.services().forEach((service, deployment) -> {
            Container container =
                    deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
            int port = Integer.parseInt(Project.applicationProperties(service).getProperty("quarkus.http.port"));
            assertThat(container.getPorts()).as(service).singleElement().satisfies(declared -> {
                assertThat(declared.getName()).isEqualTo("http");
                assertThat(declared.getContainerPort()).isEqualTo(port);
            });
            assertThat(Project.read(service + "/pom.xml"))
                    .contains("quarkus-smallrye-health", "quarkus-micrometer-registry-prometheus");
            checkProbe(container.getStartupProbe(), "/q/health/started");
            checkProbe(container.getReadinessProbe(), "/q/health/ready");
            checkProbe(container.getLivenessProbe(), "/q/health/live");
            Probe startup = container.getStartupProbe();
            assertThat(startup.getPeriodSeconds() * startup.getFailureThreshold())
                    .as("seconds that %s has for its start", service)
                    .isGreaterThanOrEqualTo(300);
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldMountEveryVolumeAndNoOther(Manifests manifests) {
        assertThat(manifests.pods()).allSatisfy((name, pod) -> {
            Set<String> declared = Stream.concat(
                            pod.getSpec().getVolumes().stream().map(Volume::getName), claims(manifests, name))
                    .collect(Collectors.toSet());
            Set<String> mounted = pod.getSpec().getContainers().stream()
                    .flatMap(container -> container.getVolumeMounts().stream())
                    .map(VolumeMount::getName)
                    .collect(Collectors.toSet());
            assertThat(mounted).isEqualTo(declared);
            assertThat(pod.getSpec().getVolumes())
                    .filteredOn(volume -> volume.getEmptyDir() != null)
                    .allMatch(volume -> volume.getEmptyDir().getSizeLimit() != null);
        });
    }

    /** The root file system is read-only: whatever is written lies below an emptyDir. */
    @ParameterizedTest
    @MethodSource("overlays")
    void shouldWriteOnlyWhereItCan(Manifests manifests) {
        manifests.services().forEach((service, deployment) -> {
            PodSpec spec = deployment.getSpec().getTemplate().getSpec();
            Map<String, Volume> volumes =
                    spec.getVolumes().stream().collect(Collectors.toMap(Volume::getName, Function.identity()));
            List<String> writable = spec.getContainers().get(0).getVolumeMounts().stream()
                    .filter(mount -> volumes.get(mount.getName()).getEmptyDir() != null)
                    .map(VolumeMount::getMountPath)
                    .toList();
            assertThat(writable).as(service).contains("/tmp");
            var environment = EnvironmentTest.environment(deployment);
            Stream.of("NOISYSTUDENT_LABELER_MODEL_CACHE", "NOISYSTUDENT_TRAINER_CACHE_DIRECTORY")
                    .filter(environment::containsKey)
                    .forEach(key ->
                            assertThat(writable).contains(environment.get(key).getValue()));
            Matcher natives =
                    WRITTEN.matcher(environment.get("JAVA_TOOL_OPTIONS").getValue());
            boolean found = natives.find();
            assertThat(found).as("%s unpacks native libraries", service).isEqualTo(usesJavaCpp(service));
            if (found) {
                assertThat(writable).anyMatch(folder -> natives.group(1).startsWith(folder + "/"));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldSpreadAndSelectTheirOwnPods(Manifests manifests) {
        manifests.services().forEach((service, deployment) -> {
            Map<String, String> labels =
                    deployment.getSpec().getTemplate().getMetadata().getLabels();
            assertThat(labels)
                    .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
            assertThat(deployment.getSpec().getTemplate().getSpec().getTopologySpreadConstraints())
                    .as(service)
                    .hasSize(2)
                    .allSatisfy(constraint -> assertThat(
                                    constraint.getLabelSelector().getMatchLabels())
                            .containsEntry("app.kubernetes.io/name", service));
        });
    }

    private static void checkProbe(Probe probe, String path) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("http");
    }

    private static boolean usesJavaCpp(String service) {
        String pom = Project.read(service + "/pom.xml");
        return pom.contains("<artifactId>vision</artifactId>") || pom.contains("<artifactId>learning</artifactId>");
    }

    private static Stream<String> claims(Manifests manifests, String name) {
        return manifests.of(StatefulSet.class).stream()
                .filter(set -> set.getMetadata().getName().equals(name))
                .flatMap(set -> set.getSpec().getVolumeClaimTemplates().stream())
                .map(claim -> claim.getMetadata().getName());
    }
}
