package io.noisystudent.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

class StrictObjectsTest {
    static List<Manifests> overlays() {
        return Manifests.all();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldHoldOnlyKindsAndFieldsOfTheApi(Manifests manifests) {
        assertThat(manifests.objects()).hasSizeGreaterThan(20).allSatisfy(object -> {
            if (object instanceof GenericKubernetesResource custom) {
                checkCustom(custom);
            } else {
                assertThat(UnknownFields.of(object))
                        .as("%s/%s", object.getKind(), object.getMetadata().getName())
                        .isEmpty();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldNameEveryObjectOnce(Manifests manifests) {
        Set<String> seen = new HashSet<>();
        for (HasMetadata object : manifests.objects()) {
            assertThat(seen.add(object.getKind() + "/" + object.getMetadata().getName()))
                    .as("%s/%s", object.getKind(), object.getMetadata().getName())
                    .isTrue();
            if (!object.getKind().equals("Namespace")) {
                assertThat(object.getMetadata().getNamespace()).isEqualTo(manifests.namespace());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldGiveQuantitiesThatCanBeRead(Manifests manifests) {
        assertThat(manifests.containers()).allSatisfy(container -> {
            var resources = container.getResources();
            assertThat(resources.getRequests()).containsKeys("cpu", "memory");
            assertThat(resources.getLimits()).containsKey("memory").doesNotContainKey("cpu");
            resources.getRequests().values().forEach(StrictObjectsTest::checkQuantity);
            resources.getLimits().values().forEach(StrictObjectsTest::checkQuantity);
            resources.getLimits().forEach((resource, limit) -> {
                if (resources.getRequests().containsKey(resource)) {
                    assertThat(limit.getNumericalAmount())
                            .isGreaterThanOrEqualTo(
                                    resources.getRequests().get(resource).getNumericalAmount());
                }
            });
        });
    }

    /** The check itself must see what a careless editor writes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicaz: 1}}",
                "{apiVersion: apps/v1, kind: Deploymentt, metadata: {name: a}, spec: {replicas: 1}}",
                "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{prt: 1}]}}",
                "{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: a}, spec: {partitons: 1}}",
                "{apiVersion: kafka.strimzi.io/v1, kind: KafkaUser, metadata: {name: a}, spec: {authorization: {type:"
                        + " simple, acls: [{resource: {type: topic, name: a}, operation: Read}]}}}",
                "{apiVersion: monitoring.coreos.com/v1, kind: PodMonitor, metadata: {name: a}, spec: {selectr: {}}}"
            })
    void shouldSeeAnUnknownField(String yaml) {
        HasMetadata object = Manifests.parse(yaml).get(0);

        assertThat(object instanceof GenericKubernetesResource
                        || !UnknownFields.of(object).isEmpty())
                .isTrue();
    }

    @Test
    void shouldReadWhatIsRight() {
        HasMetadata object = Manifests.parse(
                        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: 1}}")
                .get(0);

        assertThat(UnknownFields.of(object)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{scaleTargetRef: {name: a}, trigers: []}",
                "{scaleTargetRef: {nam: a}, triggers: []}",
                "{triggers: []}",
                "{scaleTargetRef: {name: a}, triggers: [], maxReplicaCount: many}",
                "{scaleTargetRef: {name: a}, triggers: [], maxReplicaCount: \"2\"}",
                "{scaleTargetRef: {name: a}, triggers: [{type: metrics-api, metadata: {targetValue: 4}}]}"
            })
    void shouldSeeWhatIsWrongInAScaledObject(String spec) {
        assertThatThrownBy(() -> ScaledObjectSpec.read(Manifests.tree(spec)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{triggers: []}",
                "{jobTargetRef: {template: {}}, trigers: []}",
                "{jobTargetRef: {template: {}, backofLimit: 1}, triggers: []}",
                "{jobTargetRef: {template: {spec: {containers: [{nam: a}]}}}, triggers: []}",
                "{jobTargetRef: {template: {}}, triggers: [], scalingStrategy: accurate}",
                "{jobTargetRef: {template: {}}, triggers: [], maxReplicaCount: \"2\"}"
            })
    void shouldSeeWhatIsWrongInAScaledJob(String spec) {
        assertThatThrownBy(() -> ScaledJobSpec.read(Manifests.tree(spec))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{secretName: a, issuerRef: {name: b}, dnsName: [c]}",
                "{secretName: a, dnsNames: [c]}",
                "{issuerRef: {name: b}, dnsNames: [c]}",
                "{secretName: a, issuerRef: {name: b}}",
                "{secretName: a, issuerRef: {nam: b}, dnsNames: [c]}",
                "{secretName: a, issuerRef: {name: b}, dnsNames: [c], usages: [server]}",
                "{secretName: a, issuerRef: {name: b}, dnsNames: [c], isCA: \"yes\"}",
                "{secretName: a, issuerRef: {name: b}, dnsNames: [c], privateKey: {algorithm: DSA}}",
                "{secretName: a, issuerRef: {name: b}, dnsNames: [c], privateKey: {size: \"256\"}}"
            })
    void shouldSeeWhatIsWrongInACertificate(String spec) {
        assertThatThrownBy(() -> CertificateSpec.read(Manifests.tree(spec)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{ca: {}}", "{ca: {secret: a}}", "{selfSigned: {}, ca: {secretName: a}}", "{acm: {}}"})
    void shouldSeeWhatIsWrongInAnIssuer(String spec) {
        assertThatThrownBy(() -> IssuerSpec.read(Manifests.tree(spec))).isInstanceOf(IllegalArgumentException.class);
    }

    private static void checkCustom(GenericKubernetesResource custom) {
        assertThat(custom.getAdditionalProperties()).containsOnlyKeys("spec");
        JsonNode spec = new ObjectMapper().valueToTree(custom).get("spec");
        switch (custom.getApiVersion() + "/" + custom.getKind()) {
            case "keda.sh/v1alpha1/ScaledObject" ->
                assertThat(ScaledObjectSpec.read(spec).triggers()).isNotEmpty();
            case "keda.sh/v1alpha1/ScaledJob" ->
                assertThat(ScaledJobSpec.read(spec).triggers()).isNotEmpty();
            case "cert-manager.io/v1/Certificate" ->
                assertThat(CertificateSpec.read(spec).secretName()).isNotBlank();
            case "cert-manager.io/v1/Issuer" ->
                assertThat(IssuerSpec.read(spec)).isNotNull();
            default -> fail("no model of " + custom.getApiVersion() + "/" + custom.getKind());
        }
    }

    private static void checkQuantity(Quantity quantity) {
        assertThatCode(quantity::getNumericalAmount).doesNotThrowAnyException();
    }
}
