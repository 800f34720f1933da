package io.noisystudent.k8s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What one object says about another is true. */
class ReferencesTest {
    /** Made by people before the first apply; docs/deploy.md says how. */
    private static final Set<String> BY_HAND =
            Set.of("object-store", "object-store-trainer", "signing-key", "trusted-keys");

    /** Ports of what runs outside: DNS, an S3 store, a Kafka cluster with or without TLS, a collector of traces. */
    private static final Set<Integer> OUTSIDE = Set.of(53, 443, 9092, 9093, 9000, 4318);

    static List<Manifests> overlays() {
        return Manifests.all();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldNameSecretsConfigMapsAndAccountsThatExist(Manifests manifests) {
        manifests.pods().forEach((name, pod) -> {
            assertThat(manifests.has("ServiceAccount", pod.getSpec().getServiceAccountName()))
                    .as("service account of %s", name)
                    .isTrue();
            assertThat(secrets(pod)).as("secrets of %s", name).allMatch(secret -> exists(manifests, secret));
            pod.getSpec().getVolumes().stream()
                    .filter(volume -> volume.getConfigMap() != null)
                    .forEach(volume -> assertThat(manifests.has(
                                    "ConfigMap", volume.getConfigMap().getName()))
                            .isTrue());
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldLeadServicesToPorts(Manifests manifests) {
        assertThat(manifests.of(Service.class)).hasSizeGreaterThanOrEqualTo(3).allSatisfy(service -> {
            List<PodTemplateSpec> pods = selected(
                    manifests, new LabelSelector(List.of(), service.getSpec().getSelector()));
            assertThat(pods).hasSize(1);
            assertThat(service.getSpec().getPorts())
                    .allSatisfy(port -> assertThat(hasPort(pods.get(0), port.getTargetPort()))
                            .isTrue());
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldLimitDisruptionsOfEveryService(Manifests manifests) {
        int jobs = manifests.scaledJobs().size();
        assertThat(manifests.of(PodDisruptionBudget.class)).hasSize(4 - jobs).allSatisfy(budget -> assertThat(
                        selected(manifests, budget.getSpec().getSelector()))
                .hasSize(1));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldDenyWhatNoPolicyAllows(Manifests manifests) {
        List<NetworkPolicy> policies = manifests.of(NetworkPolicy.class);
        NetworkPolicy deny = policies.stream()
                .filter(policy -> policy.getMetadata().getName().equals("default-deny"))
                .findFirst()
                .orElseThrow();

        assertThat(deny.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(deny.getSpec().getIngress()).isEmpty();
        assertThat(deny.getSpec().getEgress()).isEmpty();
        assertThat(selected(manifests, deny.getSpec().getPodSelector()))
                .hasSize(manifests.pods().size());
        assertThat(policies).allSatisfy(policy -> {
            List<PodTemplateSpec> pods = selected(manifests, policy.getSpec().getPodSelector());
            assertThat(pods).as(policy.getMetadata().getName()).isNotEmpty();
            policy.getSpec().getIngress().stream()
                    .flatMap(rule -> rule.getPorts().stream())
                    .forEach(port -> assertThat(pods).allMatch(pod -> hasPort(pod, port.getPort())));
            policy.getSpec().getEgress().stream()
                    .flatMap(rule -> rule.getPorts().stream())
                    .forEach(port -> assertThat(leadsSomewhere(manifests, port)).isTrue());
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldGiveAddressesThatExist(Manifests manifests) {
        manifests.services().forEach((service, deployment) -> {
            var environment = EnvironmentTest.environment(deployment);
            List<URI> addresses = new ArrayList<>();
            addresses.add(
                    URI.create(environment.get("NOISYSTUDENT_REGISTRY_URL").getValue()));
            addresses.add(URI.create(
                    "kafka://" + environment.get("KAFKA_BOOTSTRAP_SERVERS").getValue()));
            if (environment.containsKey("NOISYSTUDENT_STORE_ENDPOINT")) {
                addresses.add(URI.create(
                        environment.get("NOISYSTUDENT_STORE_ENDPOINT").getValue()));
            }
            assertThat(addresses)
                    .as(service)
                    .allMatch(address -> isReached(manifests, address)
                            || (address.getScheme().equals("https")
                                    && address.getHost().contains(".")));
        });
    }

    /** Whether a Service of this name and port is in the cluster. */
    static boolean isReached(Manifests manifests, URI address) {
        String host = address.getHost().split("\\.", 2)[0];
        boolean service = manifests.of(Service.class).stream()
                .filter(candidate -> candidate.getMetadata().getName().equals(host))
                .flatMap(candidate -> candidate.getSpec().getPorts().stream())
                .anyMatch(port -> port.getPort() == address.getPort());
        return service
                || manifests.of(Kafka.class).stream()
                        .filter(kafka -> host.equals(kafka.getMetadata().getName() + "-kafka-bootstrap"))
                        .flatMap(kafka -> kafka.getSpec().getKafka().getListeners().stream())
                        .anyMatch(listener -> listener.getPort() == address.getPort());
    }

    private static Stream<String> secrets(PodTemplateSpec pod) {
        return Stream.concat(
                pod.getSpec().getContainers().stream()
                        .map(Container::getEnv)
                        .flatMap(List::stream)
                        .map(EnvVar::getValueFrom)
                        .filter(from -> from != null && from.getSecretKeyRef() != null)
                        .map(from -> from.getSecretKeyRef().getName()),
                pod.getSpec().getVolumes().stream()
                        .filter(volume -> volume.getSecret() != null)
                        .map(volume -> volume.getSecret().getSecretName()));
    }

    private static boolean exists(Manifests manifests, String secret) {
        return manifests.has("Secret", secret)
                || manifests.of(KafkaUser.class).stream()
                        .anyMatch(user -> user.getMetadata().getName().equals(secret))
                || manifests.of(Kafka.class).stream()
                        .anyMatch(kafka -> secret.equals(kafka.getMetadata().getName() + "-cluster-ca-cert"))
                || manifests.ofKind("Certificate").stream()
                        .anyMatch(certificate -> secret.equals(certificate.get("spec", "secretName")))
                || (BY_HAND.contains(secret)
                        && Project.read("docs/deploy.md").contains("create secret generic " + secret + " "));
    }

    private static List<PodTemplateSpec> selected(Manifests manifests, LabelSelector selector) {
        assertThat(selector.getMatchExpressions()).isEmpty();
        return manifests.pods().values().stream()
                .filter(pod -> pod.getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(selector.getMatchLabels().entrySet()))
                .toList();
    }

    private static boolean hasPort(PodTemplateSpec pod, IntOrString port) {
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .anyMatch(declared -> port.getIntVal() == null
                        ? port.getStrVal().equals(declared.getName())
                        : port.getIntVal().equals(declared.getContainerPort()));
    }

    private static boolean leadsSomewhere(Manifests manifests, NetworkPolicyPort port) {
        return OUTSIDE.contains(port.getPort().getIntVal())
                || manifests.pods().values().stream().anyMatch(pod -> hasPort(pod, port.getPort()));
    }
}
