package io.noisystudent.bench.worker;

import io.noisystudent.bench.images.Pictures;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ResumedTrainingTest {
    @TempDir
    private Path directory;

    @Test
    void shouldFindTheSameBitsAfterAnInterruption() {
        // Given
        TrainingOrder order =
                TrainingOrder.of(List.of("resnet-8", "fp32", "4", "6", "16", "3", "1", "noise", "cpu", "1"));
        Path file = directory.resolve("checkpoint.safetensors");
        assertThat(ResumedTraining.interrupt(order, file)).containsExactly(4);

        // When
        double[] found = ResumedTraining.take(order, file);

        // Then, from the last epoch but one
        assertThat(found).startsWith(0, 0, 4);
        assertThat(found[3]).isGreaterThan(10_000);
    }

    @Test
    void shouldCountValuesThatDiffer() {
        // Given
        ImageShape shape = new ImageShape(16, 16, 3);
        Graph one = Networks.build("resnet-8", shape, Pictures.classes(), 1);
        Graph other = Networks.build("resnet-8", shape, Pictures.classes(), 2);

        // When / Then
        assertThat(ResumedTraining.differing(one, one)).isZero();
        assertThat(ResumedTraining.differing(one, other)).isGreaterThan(10_000);
    }
}
