package io.noisystudent.learning.specialist;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SpecialistStartTest {
    private static final ImageShape IMAGE = new ImageShape(8, 8, 1);
    private static final List<String> ALL = List.of("a", "b", "c", "d", "e");
    private static final SpecialistClasses CLASSES = new SpecialistClasses(List.of(1, 3), 5);

    @Test
    void shouldTakeTheGeneralistsWeights() {
        // Given
        Graph generalist = Networks.build("small-cnn", IMAGE, ALL, 1)
                .withInitializers(Map.of("classifier.bias", Tensor.vector(1f, 2f, 3f, 4f, 8f)));
        Graph fresh = Networks.build("small-cnn", IMAGE, CLASSES.names(ALL), 2);

        // When
        Graph specialist = SpecialistStart.of(fresh, generalist, CLASSES);

        // Then
        specialist.initializers().forEach((name, tensor) -> {
            if (!name.startsWith("classifier.")) {
                assertThat(tensor).as(name).isEqualTo(generalist.initializers().get(name));
            }
        });
        assertThat(specialist.initializers().get("classifier.bias").floats())
                .containsExactly(new float[] {2, 4, 4 + (float) Math.log(3)}, within(1e-6f));
        float[] all = generalist.initializers().get("classifier.weight").floats();
        float[] own = specialist.initializers().get("classifier.weight").floats();
        int features = all.length / 5;
        assertThat(row(own, 0, features)).isEqualTo(row(all, 1, features));
        assertThat(row(own, 1, features)).isEqualTo(row(all, 3, features));
        assertThat(own[2 * features]).isCloseTo((all[0] + all[2 * features] + all[4 * features]) / 3, within(1e-6f));
    }

    @Test
    void shouldShareTheDustbinAmongTheClassesThatItDoesNotKnow() {
        // Given
        Graph fresh = Networks.build("small-cnn", IMAGE, CLASSES.names(ALL), 2);
        Graph trained = fresh.withInitializers(Map.of("classifier.bias", Tensor.vector(1f, 2f, 3f)));

        // When
        Graph all = SpecialistStart.ofAll(Networks.build("small-cnn", IMAGE, ALL, 3), trained, CLASSES, 0.5);

        // Then
        float shared = 3 + 0.5f - (float) Math.log(3);
        assertThat(all.initializers().get("classifier.bias").floats())
                .containsExactly(new float[] {shared, 1, shared, 2, shared}, within(1e-6f));
        float[] own = trained.initializers().get("classifier.weight").floats();
        float[] spread = all.initializers().get("classifier.weight").floats();
        int features = own.length / 3;
        int[] outputs = {2, 0, 2, 1, 2};
        for (int k = 0; k < outputs.length; k++) {
            assertThat(row(spread, k, features)).isEqualTo(row(own, outputs[k], features));
        }
        assertThat(all.initializers().get("conv1.weight"))
                .isEqualTo(trained.initializers().get("conv1.weight"));
    }

    @Test
    void shouldRefuseAllClassesButOne() {
        SpecialistClasses classes = new SpecialistClasses(List.of(0, 1, 2, 4), 5);
        Graph network = Networks.build("small-cnn", IMAGE, ALL, 1);
        assertThatThrownBy(() -> SpecialistStart.of(network, network, classes)).hasMessageContaining("fewer classes");
        assertThatThrownBy(() -> SpecialistStart.ofAll(network, network, classes, 0))
                .hasMessageContaining("fewer classes");
    }

    @Test
    void shouldRefuseAnotherNetwork() {
        Graph generalist = Networks.build("small-cnn", IMAGE, ALL, 1);
        assertThatThrownBy(() -> SpecialistStart.of(
                        Networks.build("resnet-8", IMAGE, CLASSES.names(ALL), 2), generalist, CLASSES))
                .isInstanceOf(NoisyStudentException.class)
                .hasMessageContaining("other names");
        assertThatThrownBy(() -> SpecialistStart.of(
                        Networks.build("small-cnn-w2", IMAGE, CLASSES.names(ALL), 2), generalist, CLASSES))
                .isInstanceOf(NoisyStudentException.class)
                .hasMessageContaining("same network");
    }

    private static float[] row(float[] values, int row, int columns) {
        return Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
    }
}
