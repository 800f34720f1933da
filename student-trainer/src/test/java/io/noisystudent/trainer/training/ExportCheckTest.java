package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.trainer.testing.ShadedImages;
import io.noisystudent.trainer.testing.ShapesPipeline;
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

    private static Graph network(long seed) {
        return Networks.build("small-cnn", ShadedImages.SHAPE, ShapesPipeline.PIPELINE.classes(), seed);
    }
}
