package io.noisystudent.contracts;

import io.noisystudent.contracts.config.ControlConfig;
import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.config.CurriculumConfig.CollapseBounds;
import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.config.FixResConfig;
import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.LabelingConfig;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.config.SplitShares;
import io.noisystudent.contracts.config.TopicConfig;
import java.util.List;

/** Values that several tests need. */
public final class Fixtures {
    private Fixtures() {}

    /** Three classes, 3 data and 4 task partitions. */
    public static PipelineConfig pipeline(String name) {
        return new PipelineConfig(
                name,
                new ImageShape(8, 8, 1),
                Resize.CROP,
                List.of("cat", "dog", "eel"),
                new SplitShares(0.8, 0.1, 0.1),
                new TopicConfig(3, 4, (short) 1),
                new CurriculumConfig(
                        new CurriculumKind.NoisyStudent(),
                        3,
                        2,
                        1,
                        false,
                        10_000,
                        100,
                        ControlConfig.NONE,
                        1,
                        new CollapseBounds(0.01, 0.3, 1),
                        FixResConfig.ON_REQUEST),
                new LabelingConfig(0.3, 2048),
                new SelectionConfig(SelectionConfig.AUTO, true),
                new GateConfig(
                        GateConfig.Mode.AUTO,
                        Split.VALIDATION,
                        List.of(new GateRule.NotWorse(0.05), new GateRule.MaxClassLoss(0.2))),
                List.of(recipe()));
    }

    public static Recipe recipe() {
        return new Recipe(
                "wrn-10-1",
                20,
                0,
                64,
                4,
                new Recipe.Objective(true, 1, 0.1, null),
                new OptimizerConfig(0.05, 0.9, 0.0005, 0.05),
                new Noise(new Noise.RandAugment(2, 9, Noise.Operations.ALL), 2, false, 4, 128, 0.2, 0.2),
                0.999,
                Phases.JOINT,
                null,
                null);
    }
}
