package io.noisystudent.networks.features;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.noisystudent.contracts.config.FeatureDistillation;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.build.Networks;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DefaultValuesTest {
    private static final ImageShape IMAGE = new ImageShape(32, 32, 3);

    @Test
    void shouldStandForEveryTermThatComparesValues() {
        assertThat(Arrays.stream(DefaultValues.values()).flatMap(values -> values.terms().stream()))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(FeatureDistillation.class.getPermittedSubclasses())
                        .map(term -> term.getAnnotation(JsonTypeName.class).value())
                        .toList());
    }

    @Test
    void shouldCountStagesFromTheLastOne() {
        FeatureValues values = new FeatureValues(Networks.blank("resnet-20", IMAGE, 10), IMAGE);

        assertThat(DefaultValues.STAGES.in(values, 2)).containsExactly("stage2.block3.relu", "stage3.block3.relu");
        assertThat(DefaultValues.MIDDLE_STAGE.in(values, 3)).containsExactly("stage2.block3.relu");
        assertThat(DefaultValues.MIDDLE_STAGE.in(values, 2))
                .as("the earlier one of two")
                .containsExactly("stage2.block3.relu");
        assertThat(DefaultValues.LAST_STAGE.in(values, 2)).containsExactly("stage3.block3.relu");
        assertThat(DefaultValues.CLASSIFIER_INPUT.in(values, 0)).containsExactly("pool.flatten");
    }

    @Test
    void shouldBeEmptyForANetworkWithoutStages() {
        FeatureValues values = new FeatureValues(Networks.blank("mlp", IMAGE, 10), IMAGE);

        assertThat(List.of(DefaultValues.STAGES, DefaultValues.MIDDLE_STAGE, DefaultValues.LAST_STAGE))
                .allSatisfy(stages -> assertThat(stages.in(values, 1)).isEmpty());
    }
}
