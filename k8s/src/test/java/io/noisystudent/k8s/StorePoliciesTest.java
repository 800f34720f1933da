package io.noisystudent.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code k8s/policies} says of the store is about the store of the overlays; a broker and a store try it elsewhere. */
class StorePoliciesTest {
    private static final Set<String> SERVICES = Set.of("model-registry", "student-trainer");

    static List<Manifests> overlays() {
        return Manifests.all();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldGiveKeysOnlyToServicesWithAPolicy(Manifests manifests) {
        manifests.services().forEach((service, deployment) -> assertThat(
                        EnvironmentTest.environment(deployment).keySet().stream()
                                .anyMatch(name -> name.startsWith("NOISYSTUDENT_STORE_")))
                .as(service)
                .isEqualTo(SERVICES.contains(service)));
    }

    @Test
    void shouldNameTheBucketOfTheOverlayAndNothingElse() {
        Manifests prod = Manifests.read("prod");
        for (String service : SERVICES) {
            String bucket =
                    environment(prod, service).get("NOISYSTUDENT_STORE_BUCKET").getValue();
            for (JsonNode statement : Manifests.tree(Project.read("k8s/policies/" + service + ".json"))
                    .get("Statement")) {
                JsonNode resources = statement.get("Resource");
                Set<String> names = new HashSet<>();
                if (resources.isTextual()) {
                    names.add(resources.asText());
                }
                resources.forEach(resource -> names.add(resource.asText()));
                assertThat(names)
                        .isNotEmpty()
                        .allMatch(name -> name.matches("arn:aws:s3:::" + bucket + "(/[a-z]+/\\*)?"));
            }
        }
    }

    @Test
    void shouldGiveEveryServiceKeysOfItsOwn() {
        Manifests prod = Manifests.read("prod");
        for (String key : List.of("NOISYSTUDENT_STORE_ACCESS_KEY", "NOISYSTUDENT_STORE_SECRET_KEY")) {
            assertThat(SERVICES)
                    .extracting(service -> environment(prod, service)
                            .get(key)
                            .getValueFrom()
                            .getSecretKeyRef()
                            .getName())
                    .doesNotHaveDuplicates();
        }
    }

    /** The component is for sites of which there is no overlay here. */
    @Test
    void shouldNameAuthoritiesAsTheServicesReadThem() {
        String component = Project.read("k8s/components/store-ca/store-client.yaml");
        for (String service : SERVICES) {
            assertThat(ConfigurationKeys.of(service)).contains("NOISYSTUDENT_STORE_CA_FILE");
        }
        assertThat(component).contains("- name: NOISYSTUDENT_STORE_CA_FILE");
    }

    private static Map<String, EnvVar> environment(Manifests manifests, String service) {
        return EnvironmentTest.environment(manifests.services().get(service));
    }
}
