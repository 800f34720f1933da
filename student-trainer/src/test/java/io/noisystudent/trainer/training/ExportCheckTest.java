package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.trainer.testing.DeviceDoubles;
import io.noisystudent.trainer.testing.ShadedImages;
import io.noisystudent.trainer.testing.ShapesPipeline;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExportCheckTest {
    @Test
    void shouldPassAFileOfTheSameWeights() {
        // Given
        Graph trained = network(1);

        // When / Then
        assertThatCode(() -> ExportCheck.check(trained, OnnxWriter.write(trained), Compute.cpu()))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseAFileOfOtherWeights() {
        // Given
        byte[] other = OnnxWriter.write(network(2));

        // When / Then
        assertThatThrownBy(() -> ExportCheck.check(network(1), other, Compute.cpu()))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PARITY_LOST))
                .hasMessageContaining("the student was not registered");
    }

    /** A card that may round the products of training. */
    @Test
    void shouldCompareWithProductsInFullFloat() {
        // Given
        Graph trained = network(1);
        AtomicBoolean full = new AtomicBoolean();
        AtomicInteger images = new AtomicInteger();
        Compute card = DeviceDoubles.of((method, call) -> {
            if (method.getName().equals("onDevice")) {
                assertThat(full).isTrue();
                images.incrementAndGet();
            }
            if (!method.getName().equals("inFullFloat")) {
                return call.go();
            }
            full.set(true);
            Object result = call.go();
            full.set(false);
            return result;
        });

        // When
        ExportCheck.check(trained, OnnxWriter.write(trained), card);

        // Then
        assertThat(images).hasValue(1);
    }

    private static Graph network(long seed) {
        return Networks.build("small-cnn", ShadedImages.SHAPE, ShapesPipeline.PIPELINE.classes(), seed);
    }
}
