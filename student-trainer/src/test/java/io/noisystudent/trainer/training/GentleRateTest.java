package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.BackboneConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.trainer.testing.ShapesPipeline;
import io.noisystudent.trainer.testing.TopicLogs;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class GentleRateTest {
    private static final TrainingRequest REQUEST =
            ShapesPipeline.request("r", ShapesPipeline.data(new TopicLogs(), 0, 0));
    private static final Graph GRAPH =
            Networks.build("mlp", ShapesPipeline.PIPELINE.image(), ShapesPipeline.PIPELINE.classes(), 1);

    @Test
    void shouldLowerTheRateThatTheFileLowers() {
        Recipe gentle = GentleRate.of(saying("0.1"), REQUEST);

        double usual = REQUEST.recipe().optimizer().learningRate();
        assertThat(gentle.optimizer().learningRate()).isCloseTo(0.1 * usual, within(1e-12));
        assertThat(gentle.withOptimizer(REQUEST.recipe().optimizer())).isEqualTo(REQUEST.recipe());
        assertThat(GentleRate.of(GRAPH, REQUEST)).isSameAs(REQUEST.recipe());
    }

    @Test
    void shouldLowerTheRateOfTheBackboneWithIt() {
        Recipe plain = REQUEST.recipe();
        BackboneConfig slow = new BackboneConfig(null, null, null, 0.002, null);
        TrainingRequest request =
                ShapesPipeline.with(plain.withOptimizer(plain.optimizer().withBackbone(slow)), REQUEST);

        BackboneConfig gentle =
                GentleRate.of(saying("0.1"), request).optimizer().backboneTraining();

        assertThat(gentle.backboneLearningRate()).isCloseTo(0.0002, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "2", "\"NaN\"", "fast"})
    void shouldRefuseAFactorThatIsNone(String factor) {
        assertThatThrownBy(() -> GentleRate.of(saying(factor), REQUEST))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.BAD_GRAPH);
                    assertThat(e.getMessage()).contains(ModelMetadata.LEARNING_RATE_FACTOR, factor);
                });
    }

    private static Graph saying(String factor) {
        return GRAPH.withMetadata(Map.of(ModelMetadata.LEARNING_RATE_FACTOR, factor));
    }
}
