package io.noisystudent.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Certificates, tokens and what the services make of them say the same; without them everything stays plain. */
class SecurityTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACCOUNT = "system:serviceaccount:noisy-student:";
    private static final Manifests SECURE = Manifests.read("secure");

    static List<Manifests> overlays() {
        return Manifests.all();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldAskServicesAsTheyAnswer(Manifests manifests) {
        boolean https = !manifests.ofKind("Certificate").isEmpty();
        manifests.services().forEach((service, deployment) -> {
            Map<String, String> environment = environment(deployment);
            Container container = container(deployment);

            assertThat(environment.get("QUARKUS_HTTP_INSECURE_REQUESTS")).isEqualTo(https ? "disabled" : null);
            assertThat(URI.create(environment.get("NOISYSTUDENT_REGISTRY_URL")).getScheme())
                    .isEqualTo(https ? "https" : "http");
            assertThat(Stream.of(
                            container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe()))
                    .extracting(Probe::getHttpGet)
                    .allMatch(probe -> Objects.equals(probe.getScheme(), https ? "HTTPS" : null));
        });
        Stream.of("ScaledObject", "ScaledJob")
                .flatMap(kind -> manifests.ofKind(kind).stream())
                .map(object -> spec(object).at("/triggers/0/metadata/url").asText())
                .forEach(url -> assertThat(url).startsWith(https ? "https://" : "http://"));
    }

    @Test
    void shouldServeEveryServiceWithItsCertificate() {
        Map<String, CertificateSpec> certificates = certificates(SECURE);

        SECURE.services().forEach((service, deployment) -> {
            Map<String, String> environment = environment(deployment);
            Map<String, String> mounts = mounts(deployment);
            CertificateSpec certificate = certificates.get(service);
            assertThat(certificate.dnsNames()).contains(service, service + ".noisy-student.svc");
            assertThat(certificate.issuerRef().name()).isEqualTo("noisy-student");
            assertThat(volume(deployment, "tls").getSecret().getSecretName()).isEqualTo(certificate.secretName());
            assertThat(environment)
                    .containsEntry("QUARKUS_HTTP_SSL_CERTIFICATE_FILES", mounts.get("tls") + "/tls.crt")
                    .containsEntry("QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", mounts.get("tls") + "/tls.key");
            assertThat(Project.applicationProperties(service))
                    .as("HTTPS is on the well-known port")
                    .containsEntry("quarkus.http.ssl-port", "${quarkus.http.port}");
            if (!service.equals("model-registry")) {
                assertThat(environment).containsEntry("NOISYSTUDENT_REGISTRY_CA_FILE", mounts.get("tls") + "/ca.crt");
            }
        });
    }

    @Test
    void shouldHaveAnAuthorityThatSigns() {
        CertificateSpec authority = certificates(SECURE).get("noisy-student-authority");
        Map<String, IssuerSpec> issuers = new LinkedHashMap<>();
        SECURE.ofKind("Issuer")
                .forEach(object -> issuers.put(object.getMetadata().getName(), IssuerSpec.read(spec(object))));

        assertThat(authority.authority()).isTrue();
        assertThat(issuers.get(authority.issuerRef().name()).selfSigned()).isNotNull();
        assertThat(Objects.requireNonNull(issuers.get("noisy-student").ca()).secretName())
                .isEqualTo(authority.secretName());
    }

    @Test
    void shouldShowTokensThatTheServersAccept() {
        Map<String, Deployment> services = SECURE.services();
        Map<String, String> registry = environment(services.get("model-registry"));

        for (String client : Set.of("teacher-service", "labeler-service", "student-trainer")) {
            Deployment deployment = services.get(client);
            var token = volume(deployment, "registry-token")
                    .getProjected()
                    .getSources()
                    .get(0)
                    .getServiceAccountToken();
            String right = client.equals("labeler-service") ? "READERS" : "WRITERS";
            assertThat(environment(deployment))
                    .containsEntry(
                            "NOISYSTUDENT_REGISTRY_TOKEN_FILE",
                            mounts(deployment).get("registry-token") + "/" + token.getPath());
            assertThat(token.getAudience()).isEqualTo(registry.get("NOISYSTUDENT_ACCESS_AUDIENCE"));
            assertThat(registry.get("NOISYSTUDENT_ACCESS_" + right).split(","))
                    .contains(ACCOUNT
                            + deployment.getSpec().getTemplate().getSpec().getServiceAccountName());
        }
        for (String server : services.keySet()) {
            Map<String, String> environment = environment(services.get(server));
            assertThat(environment).containsEntry("QUARKUS_PROFILE", "oidc");
            assertThat(environment.get("NOISYSTUDENT_ACCESS_WRITERS").split(","))
                    .contains(ACCOUNT + "operator")
                    .allMatch(account -> SECURE.has("ServiceAccount", account.substring(ACCOUNT.length())));
        }
    }

    @Test
    void shouldLetPeopleAloneDecideInPlaceOfTheGateAndGoOnAfterARestore() {
        Map<String, String> registry = environment(SECURE.services().get("model-registry"));

        assertThat(registry)
                .containsEntry("NOISYSTUDENT_ACCESS_OVERRIDERS", ACCOUNT + "operator")
                .containsEntry("NOISYSTUDENT_ACCESS_MAINTAINERS", ACCOUNT + "operator");
    }

    @Test
    void shouldLetApplicationsAskTheLabelers() {
        Map<String, String> labeler = environment(SECURE.services().get("labeler-service"));

        assertThat(labeler).containsEntry("NOISYSTUDENT_ACCESS_READERS", ACCOUNT + "inference-client");
        assertThat(SECURE.has("ServiceAccount", "inference-client")).isTrue();
    }

    @Test
    void shouldAllowPlainTextOnlyWhereTheOverlaySaysSo() {
        Map<String, String> allowed = new TreeMap<>();
        Manifests.all().forEach(manifests -> manifests
                .services()
                .values()
                .forEach(deployment -> allowed.merge(
                        manifests.overlay(),
                        environment(deployment).getOrDefault("NOISYSTUDENT_TRANSPORT_ALLOW_INSECURE", "nothing"),
                        (one, other) -> one.equals(other) ? one : one + " or " + other)));

        assertThat(allowed)
                .containsEntry("secure", "traces")
                .containsEntry("prod", "http,traces")
                .containsEntry("gpu", "http,traces")
                .containsEntry("laptop", "kafka,store,http,secrets")
                .containsEntry("laptop-seaweedfs", "kafka,store,http,secrets")
                .containsEntry("smoke", "kafka,store,http,secrets");
    }

    private static Map<String, CertificateSpec> certificates(Manifests manifests) {
        Map<String, CertificateSpec> certificates = new LinkedHashMap<>();
        manifests
                .ofKind("Certificate")
                .forEach(
                        object -> certificates.put(object.getMetadata().getName(), CertificateSpec.read(spec(object))));
        return certificates;
    }

    private static JsonNode spec(GenericKubernetesResource object) {
        return JSON.valueToTree(object).get("spec");
    }

    private static Container container(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
    }

    private static Map<String, String> environment(Deployment deployment) {
        Map<String, String> values = new LinkedHashMap<>();
        for (EnvVar variable : container(deployment).getEnv()) {
            if (variable.getValue() != null) {
                values.put(variable.getName(), variable.getValue());
            }
        }
        return values;
    }

    private static Map<String, String> mounts(Deployment deployment) {
        Map<String, String> mounts = new LinkedHashMap<>();
        for (VolumeMount mount : container(deployment).getVolumeMounts()) {
            mounts.put(mount.getName(), mount.getMountPath());
        }
        return mounts;
    }

    private static Volume volume(Deployment deployment, String name) {
        return deployment.getSpec().getTemplate().getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
