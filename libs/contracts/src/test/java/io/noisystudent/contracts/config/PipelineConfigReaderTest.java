package io.noisystudent.contracts.config;

import io.noisystudent.contracts.Fixtures;
import io.noisystudent.contracts.config.ControlConfig.Every;
import io.noisystudent.contracts.config.ControlConfig.Match;
import io.noisystudent.contracts.config.CurriculumConfig.CollapseBounds;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class PipelineConfigReaderTest {
    private static final ControlConfig AT_THE_END = new ControlConfig(Match.IMAGES, Every.END);
    static final String MINIMAL = """
            pipeline:
              name: digits
              image: {height: 28, width: 28, channels: 1}
              classes: [0, 1, "two"]
              recipes:
                - {network: wrn-10-1, epochs: 60}
            """;

    static final String FULL = """
            pipeline:
              name: animals-2
              image:
                height: 32
                width: 48
                channels: 3
              classes: [cat, "dog", 007, yes]
              splits: {train: 0.5, validation: 0.25, test: 0.25}
              topics: {data-partitions: 8, task-partitions: 16, replication: 3}
              curriculum: {max-generations: 5, patience: 1, students-per-generation: 2, min-new-samples: 1_000,
                min-new-labels: 10, control: {match: steps, every: generation}, seed: -9223372036854775808,
                collapse: {min-accepted-share: 0.2, min-entropy: 0.5, max-empty-classes: 1},
                fixres: {after-promotion: true, steps: 20, batch-size: 32, learning-rate: 0.01}}
              labeling: {min-confidence: 0.45, task-samples: 512}
              selection: {per-class: 300, growth: 1.5, duplicate-scarce: false, rule: {soft-match: {deviations: 3}},
                min-confidence: 0.5, align: labeled, calibrate: true, votes: mean}
              gate:
                mode: manual
                split: test
                rules:
                  - {not-worse: {significance: 0.1}}
                  - better: 5e-2
                  - min-gain: 0.01
                  - max-class-loss: {loss: 0.2}
                  - calibration: .1
                  - robustness-loss: {loss: 0.03}
                  - min-samples: 50
                  - max-loss: {loss: 0.02, against: 3, smaller: parameters, significance: 0.05}
                  - max-loss: {loss: 0}
                  - max-parameters: 300000
                  - max-latency: {milliseconds: 2.5}
              recipes:
                - {network: mlp, steps: 100, batch-size: 32, unlabeled-ratio: 7, labels: hard, temperature: 0.5,
                   label-smoothing: 0, unlabeled-weight: 1.5, fairness: 0.01, online-labels: {min-confidence: 0.8},
                   learning-rate: 1e-3, momentum: 0, weight-decay: 0,
                   warmup: 0.1, moving-average-decay: 0.999,
                   noise: {randaugment: {ops: 3, magnitude: 12.5, operations: geometric}, crop: 4, flip: true, cutout: 8,
                           fill: 0, dropout: 0.1, stochastic-depth: 0.5}}
                - {network: mlp, epochs: 2, noise: none}
                - {network: mlp, epochs: 2, unlabeled-weight: auto, noise: {randaugment: off, dropout: 0}}
                - {network: mlp, epochs: 2, batch-size: 128, optimizer: rmsprop, schedule: staircase, clip-norm: 5,
                   train-ratio: 2, warm-start: true, accumulate: 4}
                - {network: mlp, epochs: 2, optimizer: adamw, weight-decay: 0.05,
                   schedule: {step: {at: [0.5, 0.75], factor: 0.2}}}
                - {network: mlp, epochs: 2, schedule: {staircase: {every: 0.01}}}
                - {network: mlp, epochs: 2, schedule: {step: {at: []}}}
                - {network: mlp, epochs: 2, online-labels: none, fine-tuning: {share: 0.2, learning-rate: 0.01},
                   train-resolution: {size: 16, share: 0.3, learning-rate: 0.02}}
                - {network: mlp, epochs: 2, fine-tuning: {}, train-resolution: {}}
                - {network: mlp, epochs: 2, early-stopping: {patience: 7},
                   objective: [{cross-entropy: {weight: 0.5, label-smoothing: 0}},
                     {pseudo-labels: {labels: hard, temperature: 2}}, {online-labels: {weight: 3, min-confidence: 0.7}},
                     fairness]}
            """;

    @TempDir
    Path directory;

    @Test
    void shouldFillInDefaults() {
        // When
        PipelineConfig config = PipelineConfigReader.parse(MINIMAL, "pipeline.yaml");

        // Then
        assertThat(config)
                .isEqualTo(new PipelineConfig(
                        "digits",
                        new ImageShape(28, 28, 1),
                        Resize.CROP,
                        List.of("0", "1", "two"),
                        new SplitShares(0.8, 0.1, 0.1),
                        new TopicConfig(4, 4, (short) 1),
                        new CurriculumConfig(
                                new CurriculumKind.NoisyStudent(),
                                3,
                                2,
                                1,
                                false,
                                10_000,
                                100,
                                AT_THE_END,
                                1,
                                new CollapseBounds(0.01, 0.3, 0),
                                FixResConfig.ON_REQUEST),
                        new LabelingConfig(0.3, 2048),
                        new SelectionConfig(SelectionConfig.AUTO, true),
                        new GateConfig(GateConfig.Mode.AUTO, Split.VALIDATION, List.of(new GateRule.NotWorse(0.05))),
                        List.of(new Recipe(
                                "wrn-10-1",
                                60,
                                0,
                                64,
                                4,
                                new Recipe.Objective(true, 1, 0.1, null),
                                new OptimizerConfig(0.05, 0.9, 0.0005, 0.05),
                                new Noise(
                                        new Noise.RandAugment(2, 9, Noise.Operations.ALL), 3, false, 7, 128, 0.2, 0.2),
                                0.99,
                                Phases.JOINT,
                                null,
                                null))));
    }

    @Test
    void shouldReadEveryKey() {
        // When
        PipelineConfig config = PipelineConfigReader.parse(FULL, "pipeline.yaml", Set.of("mlp")::contains);

        // Then
        assertThat(config.name()).isEqualTo("animals-2");
        assertThat(config.image()).isEqualTo(new ImageShape(32, 48, 3));
        assertThat(config.classes()).containsExactly("cat", "dog", "007", "yes");
        assertThat(config.splits()).isEqualTo(new SplitShares(0.5, 0.25, 0.25));
        assertThat(config.topics()).isEqualTo(new TopicConfig(8, 16, (short) 3));
        assertThat(config.curriculum())
                .isEqualTo(new CurriculumConfig(
                        new CurriculumKind.NoisyStudent(),
                        5,
                        1,
                        2,
                        false,
                        1000,
                        10,
                        new ControlConfig(Match.STEPS, Every.GENERATION),
                        Long.MIN_VALUE,
                        new CollapseBounds(0.2, 0.5, 1),
                        new FixResConfig(true, 20, 32, 0.01)));
        assertThat(config.labeling()).isEqualTo(new LabelingConfig(0.45, 512));
        assertThat(config.selection())
                .isEqualTo(new SelectionConfig(
                        300,
                        false,
                        new SelectionRule.SoftMatch(3),
                        0.5,
                        SelectionConfig.Alignment.LABELED,
                        true,
                        1.5,
                        SelectionConfig.Votes.MEAN));
        assertThat(config.gate())
                .isEqualTo(new GateConfig(
                        GateConfig.Mode.MANUAL,
                        Split.TEST,
                        List.of(
                                new GateRule.NotWorse(0.1),
                                new GateRule.Better(0.05),
                                new GateRule.MinGain(0.01),
                                new GateRule.MaxClassLoss(0.2),
                                new GateRule.Calibration(0.1),
                                new GateRule.RobustnessLoss(0.03),
                                new GateRule.MinSamples(50),
                                new GateRule.MaxLoss(0.02, "3", GateRule.MaxLoss.Smaller.PARAMETERS, 0.05),
                                new GateRule.MaxLoss(0, "teacher", GateRule.MaxLoss.Smaller.FILE, null),
                                new GateRule.MaxParameters(300_000),
                                new GateRule.MaxLatency(2.5))));
        assertThat(config.recipe(0))
                .isEqualTo(new Recipe(
                        "mlp",
                        0,
                        100,
                        32,
                        7,
                        new Recipe.Objective(false, 0.5, 0, 1.5, 0.01, new Recipe.OnlineLabels(0.8)),
                        new OptimizerConfig(0.001, 0, 0, 0.1),
                        new Noise(new Noise.RandAugment(3, 12.5, Noise.Operations.GEOMETRIC), 4, true, 8, 0, 0.1, 0.5),
                        0.999,
                        Phases.JOINT,
                        null,
                        null));
        assertThat(config.recipe(1).noise()).isEqualTo(Noise.NONE);
        assertThat(config.recipe(2).noise()).isEqualTo(new Noise(null, 4, false, 8, 128, 0, 0.2));
        assertThat(config.recipe(2).objective().unlabeledWeight()).isNull();
        assertThat(config.recipe(3).optimizer())
                .isEqualTo(new OptimizerConfig(
                        0.008,
                        0.9,
                        1e-5,
                        0.05,
                        Recipe.Algorithm.RMSPROP,
                        new Schedule.Staircase(2.4 / 350, 0.97),
                        5.0,
                        2.0,
                        true,
                        4,
                        null));
        assertThat(config.recipe(4).optimizer().parts()).isEqualTo(1);
        assertThat(config.recipe(4).optimizer())
                .isEqualTo(new OptimizerConfig(
                        0.001, 0.9, 0.05, 0.05, Recipe.Algorithm.ADAMW, new Schedule.Step(List.of(0.5, 0.75), 0.2)));
        assertThat(config.recipe(5).optimizer().schedule()).isEqualTo(new Schedule.Staircase(0.01, 0.97));
        assertThat(config.recipe(6).optimizer().schedule()).isEqualTo(new Schedule.Step(List.of(), 0.1));
        assertThat(config.recipe(0).phases()).isEqualTo(Phases.JOINT);
        Recipe inPhases = config.recipe(7);
        assertThat(inPhases.objective().onlineLabels()).isNull();
        assertThat(inPhases.phases())
                .isEqualTo(new Phases(new Phases.FineTuning(0.2, 0.01), new Phases.TrainResolution(16, 0.3, 0.02)));
        assertThat(inPhases.noise().crop()).as("of the smaller images").isEqualTo(2);
        assertThat(inPhases.phases().trainResolution().shape(config.image())).isEqualTo(new ImageShape(16, 24, 3));
        assertThat(config.recipe(8).phases())
                .isEqualTo(new Phases(new Phases.FineTuning(0.1, 0.005), new Phases.TrainResolution(24, 0.1, 0.005)));
    }

    @Test
    void shouldReadTheLossAsAListOfTerms() {
        // When
        List<Recipe> recipes = PipelineConfigReader.parse(FULL, "pipeline.yaml", Set.of("mlp")::contains)
                .recipes();
        Recipe listed = recipes.get(recipes.size() - 1);

        // Then
        assertThat(listed.earlyStopping()).isEqualTo(new Recipe.EarlyStopping(7, Split.VALIDATION));
        assertThat(listed.needsTeacher()).isTrue();
        assertThat(listed.objectiveTerms())
                .containsExactly(
                        new ObjectiveTerm.CrossEntropy(0.5, 0),
                        new ObjectiveTerm.PseudoLabels(new ObjectiveTerm.LabelForm(Weight.of(4), false, 2, 0.1)),
                        new ObjectiveTerm.OnlineLabels(new ObjectiveTerm.LabelForm(Weight.of(3), true, 1, 0.1), 0.7),
                        new ObjectiveTerm.Fairness(0.001));
        assertThat(recipes.get(0).objectiveTerms())
                .as("what the single keys stand for")
                .containsExactly(
                        new ObjectiveTerm.CrossEntropy(1, 0),
                        new ObjectiveTerm.OnlineLabels(new ObjectiveTerm.LabelForm(Weight.of(1.5), false, 0.5, 0), 0.8),
                        new ObjectiveTerm.Fairness(0.01));
        assertThat(recipes.get(1).needsTeacher()).isFalse();
    }

    @Test
    void shouldRefuseTheListBesideTheKeysThatItReplaces() {
        // Given
        String both = MINIMAL.replace(
                "epochs: 60",
                "epochs: 60, labels: hard, temperature: 2, label-smoothing: 0, unlabeled-weight: 1, fairness: 0.1,"
                        + " online-labels: {}, objective: [cross-entropy], early-stopping: {}, fine-tuning: {}");

        // When
        NoisyStudentException refusal = catchThrowableOfType(
                NoisyStudentException.class, () -> PipelineConfigReader.parse(both, "pipeline.yaml"));

        // Then
        assertThat(refusal.getMessage())
                .contains(
                        "recipes[0].labels: objective is given too, which takes its place; give only one of them",
                        "recipes[0].temperature: objective is given too",
                        "recipes[0].label-smoothing: objective is given too",
                        "recipes[0].unlabeled-weight: objective is given too",
                        "recipes[0].fairness: objective is given too",
                        "recipes[0].online-labels: objective is given too",
                        "recipes[0].early-stopping: fine-tuning and train-resolution follow");
    }

    @Test
    void shouldAskForATermOfTheLabeledRowsWhereTheyAreAlone() {
        // Given
        String alone = MINIMAL.replace("epochs: 60", "epochs: 60, objective: [pseudo-labels]");

        // When
        NoisyStudentException refusal = catchThrowableOfType(
                NoisyStudentException.class, () -> PipelineConfigReader.parse(alone, "pipeline.yaml"));

        // Then
        assertThat(refusal.getMessage())
                .contains("recipes[0].objective: no term with a weight above 0 is for labeled rows");
    }

    @Test
    void shouldReadBackWhatTheWriterWrites() {
        for (PipelineConfig config : List.of(
                PipelineConfigReader.parse(FULL, "full"),
                PipelineConfigReader.parse(MINIMAL, "minimal"),
                Fixtures.pipeline("p"))) {
            // When
            String yaml = PipelineConfigWriter.write(config);

            // Then
            assertThat(PipelineConfigReader.parse(yaml, "written")).as(yaml).isEqualTo(config);
        }
    }

    @Test
    void shouldListAllProblemsAtOnce() {
        // Given
        String yaml = """
                pipeline:
                  name: Digits_1
                  image: {height: -28, width: 28, channels: 2}
                  classes: [cat, dog, cat, "a,b"]
                  splits: {train: 0.9}
                  topics: {data-partitions: 0}
                  labeling: {min-confidence: 1.0, soft-labels: true, task-samples: "64"}
                  curiculum: {patience: 1}
                  gate: {mode: maybe, rules: [{not-wors: 0.1}, {min-gain: {gain: .nan}}, better]}
                  selection: {per-class: none, rule: {binned: {bins: 10}, use-al: {}}, min-confidence: 1,
                    align: classes, calibrate: 1.5}
                  recipes:
                    - {network: wrn-10-1, epochs: 1, steps: 1, temperature: 0, noise: {flip: maybe, dropout: 1}}
                    - {network: alexnet, labels: fuzzy, learning-rate: NaN, epochs: 1.5, optimizer: adam}
                    - {network: wrn-10-1, schedule: {step: {at: [0.5, 1]}, staircase: {every: 0.1}}, warm-start: true}
                    - {network: wrn-10-1, steps: 1, schedule: linear, clip-norm: 0, fairness: -1}
                    - {network: wrn-10-1, steps: 1, schedule: {staircase: {evry: 0.1}}, train-ratio: 0}
                """;

        // When
        NoisyStudentException refusal = refusal(yaml);

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
        assertThat(refusal.subject()).isEqualTo("p.yaml");
        assertThat(refusal.getMessage().lines())
                .containsExactlyInAnyOrder(
                        "p.yaml has 40 problems:",
                        "  - pipeline.name (line 2): 'Digits_1' is not allowed; give 1 to 63 lower-case letters, digits"
                                + " and hyphens that do not begin with a hyphen",
                        "  - pipeline.image.height (line 3): '-28' is not allowed; give a whole number from 1 to 4096",
                        "  - pipeline.image.channels (line 3): '2' is not allowed; give 1 for gray or 3 for RGB",
                        "  - pipeline.classes[2] (line 4): 'cat' is not allowed; give every class once: this one is"
                                + " there before",
                        "  - pipeline.classes[3] (line 4): 'a,b' is not allowed; give a name without comma or"
                                + " surrounding blanks",
                        "  - pipeline.splits.train, validation and test: 0.9 + 0.1 + 0.1 is not 1; give shares that"
                                + " sum to 1",
                        "  - pipeline.topics.data-partitions (line 6): '0' is not allowed; give a whole number from 1"
                                + " to 10000",
                        "  - pipeline.labeling.min-confidence (line 7): '1.0' is not allowed; give a number in [0, 1)",
                        "  - pipeline.labeling.task-samples (line 7): '64' is not allowed; give a whole number from 1"
                                + " to 1000000",
                        "  - pipeline.labeling.soft-labels (line 7): unknown key; known here: min-confidence,"
                                + " task-samples",
                        "  - pipeline.curiculum (line 8): unknown key; did you mean 'curriculum'?",
                        "  - pipeline.gate.mode (line 9): 'maybe' is not allowed; give auto or manual or shadow",
                        "  - pipeline.gate.rules[0].not-wors (line 9): unknown key; did you mean 'not-worse'?",
                        "  - pipeline.gate.rules[1].min-gain.gain (line 9): '.nan' is not allowed; give a number in"
                                + " [0, 1]",
                        "  - pipeline.gate.rules[2] (line 9): 'better' is not allowed; give one rule, for example"
                                + " {not-worse: {significance: 0.05}}",
                        "  - pipeline.selection.per-class (line 10): 'none' is not allowed; give a whole number from 1"
                                + " to 2147483647",
                        "  - pipeline.selection.rule.binned.bins (line 10): unknown key; none is known here",
                        "  - pipeline.selection.rule.use-al (line 10): unknown key; did you mean 'use-all'?",
                        "  - pipeline.selection.rule (line 10): 'a mapping' is not allowed; give most-confident, binned,"
                                + " use-all, soft-match, free-match, confident-learning or class-shares, for example"
                                + " {soft-match: {deviations: 2}}",
                        "  - pipeline.selection.min-confidence (line 10): '1' is not allowed; give a number in [0, 1)",
                        "  - pipeline.selection.align (line 11): 'classes' is not allowed; give none or uniform or"
                                + " labeled",
                        "  - pipeline.selection.calibrate (line 11): '1.5' is not allowed; give true or false",
                        "  - pipeline.recipes[0].epochs: give either epochs or steps, not both",
                        "  - pipeline.recipes[0].temperature (line 13): '0' is not allowed; give a number in (0, 100]",
                        "  - pipeline.recipes[0].noise.flip (line 13): 'maybe' is not allowed; give true or false",
                        "  - pipeline.recipes[0].noise.dropout (line 13): '1' is not allowed; give a number in [0, 1)",
                        "  - pipeline.recipes[1].network (line 14): 'alexnet' is not allowed; give a network that can"
                                + " be built: this one is unknown",
                        "  - pipeline.recipes[1].labels (line 14): 'fuzzy' is not allowed; give soft or hard",
                        "  - pipeline.recipes[1].optimizer (line 14): 'adam' is not allowed; give sgd or adamw or"
                                + " rmsprop",
                        "  - pipeline.recipes[1].learning-rate (line 14): 'NaN' is not allowed; give a number in"
                                + " (0, 100]",
                        "  - pipeline.recipes[1].epochs (line 14): '1.5' is not allowed; give a whole number from 1"
                                + " to 1000000",
                        "  - pipeline.recipes[2].schedule.step.at[1] (line 15): '1' is not allowed; give a number in"
                                + " (0, 1)",
                        "  - pipeline.recipes[2].schedule (line 15): 'a mapping' is not allowed; give cosine, step or"
                                + " staircase, for example {step: {at: [0.5, 0.75], factor: 0.1}}",
                        "  - pipeline.recipes[3].schedule (line 16): 'linear' is not allowed; give cosine, step or"
                                + " staircase, for example {step: {at: [0.5, 0.75], factor: 0.1}}",
                        "  - pipeline.recipes[3].fairness (line 16): '-1' is not allowed; give a number in [0, 1000]",
                        "  - pipeline.recipes[3].clip-norm (line 16): '0' is not allowed; give a number in"
                                + " (0, 1000000]",
                        "  - pipeline.recipes[4].schedule.staircase.evry (line 17): unknown key; did you mean 'every'?",
                        "  - pipeline.recipes[4].train-ratio (line 17): '0' is not allowed; give a number in (0, 1000]",
                        "  - pipeline.recipes[2].warm-start: the recipe before trains 'alexnet', whose weights do not"
                                + " fit 'wrn-10-1'; give false or the same network",
                        "  - pipeline.recipes[2].epochs: give either epochs or steps, neither is there");
    }

    @Test
    void shouldRefuseBatchesThatCannotBeSplitIntoEqualParts() {
        String yaml = MINIMAL.replace("epochs: 60", "epochs: 60, batch-size: 64, accumulate: 3");

        assertThat(refusal(yaml).getMessage())
                .contains("recipes[0].accumulate: a batch-size of 64 cannot be split into 3 equal parts");
    }

    @Test
    void shouldTakeTheTeachersNetworkOnlyWhereThereIsATeacher() {
        // Given
        String sound = recipes("{network: mlp, steps: 1}", "{network: teacher, steps: 1, warm-start: true}");
        String wrong = recipes("{network: teacher, steps: 1, warm-start: true}", "{network: teacher, steps: 1}");

        // When
        PipelineConfig config = PipelineConfigReader.parse(sound, "p.yaml", "mlp"::equals);
        NoisyStudentException refusal = refusal(wrong);

        // Then
        assertThat(config.recipe(3).takesTeachersNetwork()).isTrue();
        assertThat(refusal.getMessage())
                .contains("pipeline.recipes[0].network: generation 0 has no teacher")
                .contains("pipeline.recipes[1].warm-start: the teacher's network comes with its weights; give true");
    }

    @Test
    void shouldBeginWithRegisteredVersions() {
        // Given
        String sound = recipes(
                "{network: 'version:lite0', steps: 1, freeze: backbone}",
                "{network: 'version:12', steps: 1}",
                "{network: teacher, steps: 1, warm-start: true}");
        String wrong = recipes("{network: 'version:', steps: 1}", "{network: 'version:2', steps: 1, warm-start: true}");

        // When
        PipelineConfig config = PipelineConfigReader.parse(sound, "p.yaml", "mlp"::equals);
        NoisyStudentException refusal = refusal(wrong);

        // Then
        Recipe first = config.recipe(0);
        assertThat(first.registeredVersion()).contains("lite0");
        assertThat(config.recipe(1).registeredVersion()).contains("12");
        assertThat(config.recipe(2).registeredVersion()).isEmpty();
        assertThat(config.control(first, "version:1", false, 5).optimizer().backboneTraining())
                .as("of a control of the same beginning")
                .isEqualTo(first.optimizer().backboneTraining());
        assertThat(refusal.getMessage())
                .contains("recipes[0].network", "give version: with a number, such as version:1, or with an alias")
                .contains("recipes[1].warm-start: version:2 begins with the weights of that version; give false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true | IMAGES | END",
                "'on' | IMAGES | END",
                "{} | IMAGES | END",
                "{match: steps} | STEPS | END",
                "{every: generation} | IMAGES | GENERATION",
                "{match: none} | NONE | END",
                "false | NONE | END",
                "none | NONE | END"
            })
    void shouldReadAControl(String written, Match match, Every every) {
        // When
        String yaml = MINIMAL + "  curriculum: {control: " + written + "}\n";
        PipelineConfig config = PipelineConfigReader.parse(yaml, "p.yaml");

        // Then
        assertThat(config.curriculum().control()).isEqualTo(new ControlConfig(match, every));
        assertThat(config.curriculum().control().isOff()).isEqualTo(match == Match.NONE);
        assertThat(PipelineConfigReader.parse(PipelineConfigWriter.write(config), "written.yaml"))
                .isEqualTo(config);
    }

    @Test
    void shouldRefuseWhatIsNoControl() {
        assertThat(refusal(MINIMAL + "  curriculum: {control: maybe}\n"))
                .hasMessageContaining("pipeline.curriculum.control (line ")
                .hasMessageContaining("'maybe' is not allowed; give keys with values");
        assertThat(refusal(MINIMAL + "  curriculum: {control: {match: rows, evry: end}}\n"))
                .hasMessageContaining("'rows' is not allowed; give images or steps or none")
                .hasMessageContaining("did you mean 'every'?");
    }

    /** The other parts of a control's recipe are its student's. */
    @Test
    void shouldMakeTheRecipeOfAControl() {
        // Given
        PipelineConfig config = PipelineConfigReader.parse(
                recipes("{network: mlp, steps: 1, learning-rate: 0.2}", "{network: cnn, steps: 9, train-ratio: 2}"),
                "p.yaml",
                name -> true);
        Recipe student = config.recipe(1);

        // When
        Recipe control = config.control(student, "wrn-10-1", true, 30);

        // Then
        assertThat(control)
                .isEqualTo(student.withNetwork("wrn-10-1")
                        .withOptimizer(config.recipe(0).optimizer().withWarmStart(true))
                        .withSteps(30));
        assertThat(control.optimizer().learningRate()).isEqualTo(0.2);
        assertThat(control.optimizer().trainRatio()).isEqualTo(1);
        assertThat(control.network()).isEqualTo("wrn-10-1");
        assertThat(control.batchSize()).isEqualTo(student.batchSize());
    }

    @Test
    void shouldLetTheTargetGrow() {
        // Given
        SelectionConfig growing = PipelineConfigReader.parse(
                        MINIMAL + "  selection: {per-class: 100, growth: 1.2}\n", "p.yaml")
                .selection();

        // When
        List<Integer> targets = IntStream.rangeClosed(0, 4)
                .mapToObj(generation -> growing.inGeneration(generation, 1000).perClass())
                .toList();

        // Then
        assertThat(targets).containsExactly(100, 100, 120, 144, 173);
        assertThat(growing.inGeneration(4, 150).perClass())
                .as("not beyond what there is")
                .isEqualTo(150);
        assertThat(growing.inGeneration(1000, 5).perClass()).isEqualTo(100);
        assertThat(growing.inGeneration(3, 1000).inGeneration(9, 1000).perClass())
                .isEqualTo(144);
        assertThat(refusal(MINIMAL + "  selection: {growth: 1.2}\n").getMessage())
                .contains("pipeline.selection.growth: there is no number that could grow");
        assertThat(PipelineConfigReader.parse(MINIMAL + "  selection: {votes: majority}\n", "p.yaml")
                        .selection()
                        .inGeneration(3, 1000)
                        .votesOrDefault())
                .isEqualTo(SelectionConfig.Votes.MAJORITY);
        assertThat(PipelineConfigReader.parse(MINIMAL + "  selection: {votes: dawid-skene}\n", "p.yaml")
                        .selection()
                        .votes())
                .isNull();
        assertThat(refusal(MINIMAL + "  selection: {votes: mode}\n").getMessage())
                .contains("pipeline.selection.votes", "majority or mean or dawid-skene");
        assertThat(new SelectionConfig(SelectionConfig.AUTO, true)
                        .inGeneration(7, 1000)
                        .perClass())
                .isEqualTo(SelectionConfig.AUTO);
    }

    private static String recipes(String... recipes) {
        return """
                pipeline:
                  name: p
                  image: {height: 8, width: 8, channels: 1}
                  classes: [a, b]
                  recipes: [%s]
                """.formatted(String.join(", ", recipes));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void shouldReadAndWriteEveryRuleOfSelection(String rule, SelectionRule expected) {
        // Given
        String yaml = MINIMAL + "  selection: {rule: " + rule + "}\n";

        // When
        PipelineConfig config = PipelineConfigReader.parse(yaml, "p.yaml");

        // Then
        assertThat(config.selection())
                .isEqualTo(new SelectionConfig(SelectionConfig.AUTO, true, expected, null, null, null));
        assertThat(PipelineConfigReader.parse(PipelineConfigWriter.write(config), "written"))
                .isEqualTo(config);
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                arguments("most-confident", new SelectionRule.MostConfident()),
                arguments("{most-confident: {}}", new SelectionRule.MostConfident()),
                arguments("binned", new SelectionRule.Binned()),
                arguments("use-all", new SelectionRule.UseAll()),
                arguments("Soft-Match", new SelectionRule.SoftMatch(2)),
                arguments("{soft-match: {deviations: 1.5}}", new SelectionRule.SoftMatch(1.5)),
                arguments("free-match", new SelectionRule.FreeMatch(1)),
                arguments("{free-match: {max-threshold: 0.95}}", new SelectionRule.FreeMatch(0.95)),
                arguments("confident-learning", new SelectionRule.ConfidentLearning()),
                arguments("class-shares", new SelectionRule.ClassShares(List.of(0.2, 0.5, 0.8))),
                arguments("{class-shares: {shares: [0.4, 1]}}", new SelectionRule.ClassShares(List.of(0.4, 1.0))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"best", "[binned]", "{}", "", "{soft-match: {deviations: 0}}", "{soft-match: 2}"})
    void shouldRefuseOtherRules(String rule) {
        assertThat(refusal(MINIMAL + "  selection: {rule: " + rule + "}\n").getMessage())
                .contains("has 1 problem:", "pipeline.selection.rule", " is not allowed; give ");
    }

    @Test
    void shouldSayWhatIsMissing() {
        assertThat(refusal("pipeline:\n").getMessage())
                .contains("pipeline.name: is missing", "pipeline.image.height: is missing")
                .contains("pipeline.classes: is missing", "pipeline.recipes: is missing");
        assertThat(refusal("pipline: {}\n").getMessage())
                .contains("pipeline: is missing", "pipline (line 1): unknown key; did you mean 'pipeline'?");
        assertThat(refusal("").getMessage()).contains("empty");
        assertThat(refusal("just text").getMessage()).contains("'just text' is not allowed; give keys with values");
        assertThat(refusal(MINIMAL.replace("[0, 1, \"two\"]", "[]")).getMessage())
                .contains("pipeline.classes (line 4)", "at least two");
        assertThat(refusal(MINIMAL.replace("[0, 1, \"two\"]", "ten")).getMessage())
                .contains("pipeline.classes (line 4): 'ten'");
        assertThat(refusal(MINIMAL.replace("{height: 28, width: 28, channels: 1}", "[28, 28]"))
                        .getMessage())
                .contains("pipeline.image (line 3)", "not a list");
    }

    @Test
    void shouldRefuseAKeyThatIsGivenTwice() {
        assertThat(refusal(MINIMAL + "  name: again\n").getMessage())
                .contains("pipeline.name (line 7): the key is given twice");
    }

    @Test
    void shouldNameTheLineOfASyntaxError() {
        assertThat(refusal("pipeline:\n  name: [a, b\n  image: }").getMessage()).contains("line 3: no YAML");
        assertThat(refusal("pipeline:\n\tname: a").getMessage()).contains("line 2: no YAML");
    }

    @Test
    void shouldReadFilesAndSayWhyItCannot() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("pipeline.yaml"), MINIMAL);
        Path latin = Files.write(directory.resolve("latin.yaml"), new byte[] {'a', ':', (byte) 0xE9, 'b'});

        // When / Then
        assertThat(PipelineConfigReader.read(file).name()).isEqualTo("digits");
        assertThat(catchThrowableOfType(
                        NoisyStudentException.class, () -> PipelineConfigReader.read(directory.resolve("none.yaml"))))
                .hasMessageContaining("noisystudent.pipeline.file");
        assertThat(catchThrowableOfType(NoisyStudentException.class, () -> PipelineConfigReader.read(latin)))
                .hasMessageContaining("UTF-8");
    }

    private static NoisyStudentException refusal(String yaml) {
        NoisyStudentException refusal = catchThrowableOfType(
                NoisyStudentException.class,
                () -> PipelineConfigReader.parse(yaml, "p.yaml", Set.of("wrn-10-1")::contains));
        assertThat(refusal).as("refusal of %s", yaml).isNotNull();
        return refusal;
    }
}
