package io.noisystudent.k8s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class GpuTest {
    private static final String GPU = "nvidia.com/gpu";

    private final Manifests manifests = Manifests.read("gpu");

    @ParameterizedTest
    @CsvSource({
        "labeler-service, NOISYSTUDENT_LABELER_DEVICE",
        "student-trainer, NOISYSTUDENT_TRAINER_DEVICE",
    })
    void shouldGiveEachPodACardAndRefuseToStartWithoutIt(String service, String device) {
        PodSpec pod = manifests.pods().get(service).getSpec();
        Container container = pod.getContainers().get(0);

        assertThat(container.getImage()).endsWith("-gpu");
        assertThat(container.getResources().getLimits()).containsEntry(GPU, new Quantity("1"));
        assertThat(container.getEnv())
                .filteredOn(variable -> variable.getName().equals(device))
                .extracting(EnvVar::getValue)
                .containsExactly("cuda");
        assertThat(pod.getTolerations())
                .anySatisfy(toleration -> assertThat(toleration.getKey()).isEqualTo(GPU));
    }
}
