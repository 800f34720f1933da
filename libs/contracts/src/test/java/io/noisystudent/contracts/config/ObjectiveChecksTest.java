package io.noisystudent.contracts.config;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.config.FeatureDistillation.Features;
import io.noisystudent.contracts.config.ObjectiveTerm.Rows;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Lists of terms in recipes for students: a recipe for generation 0 comes before them. */
class ObjectiveChecksTest {
    private static final Features NAMED = new Features(List.of("a", "logits"), List.of("c.d", "logits"), Rows.LABELED);

    @Test
    void shouldReadAllTermsOfDistillation() {
        // When
        List<ObjectiveTerm> byDefault = student("""
                [soft-targets, decoupled, logit-matching, virtual-teacher, attention-transfer, similarity-preserving,
                 relational-distance, relational-angle, hint, permuted-predictions, confidence-weighted,
                 cross-entropy]""").objectiveTerms();
        Recipe given = student("""
                [{soft-targets: {weight: 9, temperature: 2, standardize: true, rows: unlabeled}},
                 {decoupled: {weight: 2, temperature: 3, alpha: 0.5, beta: 2, rows: labeled}},
                 {logit-matching: {weight: 3, center: true}},
                 {virtual-teacher: {weight: 0.1, temperature: 40, confidence: 0.9, form: repository}},
                 {attention-transfer: {form: norm, student: [a, logits], teacher: [c.d, logits], rows: labeled}},
                 {similarity-preserving: {form: cosine}}, {relational-distance: {form: l1, student: auto}},
                 {hint: {weight: {from: 50, end: 0.5, after: 0}}}, cross-entropy,
                 {confidence-weighted: {weight: 0.5, label-smoothing: 0.1}},
                 {permuted-predictions: {weight: 2, temperature: 4, rows: unlabeled}}]""");

        // Then
        assertThat(byDefault)
                .startsWith(
                        new Distillation.SoftTargets(.9, 4, false, Rows.ALL),
                        new Distillation.Decoupled(1, 4, 1, 8, Rows.ALL),
                        new Distillation.LogitMatching(1, false, Rows.ALL),
                        new ObjectiveTerm.VirtualTeacher(.95, 20, .99, ObjectiveTerm.VirtualForm.PAPER),
                        new FeatureDistillation.AttentionTransfer(
                                1000, FeatureDistillation.AttentionForm.SQUARED, Features.DEFAULT),
                        new FeatureDistillation.SimilarityPreserving(
                                3000, FeatureDistillation.SimilarityForm.GRAM, Features.DEFAULT),
                        new FeatureDistillation.RelationalDistance(
                                25, FeatureDistillation.Difference.HUBER, Features.DEFAULT),
                        new FeatureDistillation.RelationalAngle(50, Features.DEFAULT),
                        new FeatureDistillation.Hint(100, Features.DEFAULT),
                        new Distillation.PermutedPredictions(1, 1, Rows.ALL),
                        new Distillation.ConfidenceWeighted(1, 0));
        assertThat(given.objectiveTerms())
                .startsWith(
                        new Distillation.SoftTargets(9, 2, true, Rows.UNLABELED),
                        new Distillation.Decoupled(2, 3, .5, 2, Rows.LABELED),
                        new Distillation.LogitMatching(3, true, Rows.ALL),
                        new ObjectiveTerm.VirtualTeacher(.1, 40, .9, ObjectiveTerm.VirtualForm.REPOSITORY),
                        new FeatureDistillation.AttentionTransfer(1000, FeatureDistillation.AttentionForm.NORM, NAMED))
                .endsWith(
                        new Distillation.ConfidenceWeighted(.5, .1),
                        new Distillation.PermutedPredictions(2, 4, Rows.UNLABELED));
        assertThat(given.needsTeacher()).isTrue();
        JsonCodec<Recipe> codec = JsonCodec.of(Recipe.class);
        assertThat(codec.decode("recipes", codec.encode(given))).isEqualTo(given);
    }

    @Test
    void shouldReadBackWhatTheWriterWrites() {
        // Given
        PipelineConfig config =
                pipeline("[{hint: {student: [a], teacher: [b]}}, {decoupled: {beta: 2, weight: {from: 0, to: 1}}},"
                        + " cross-entropy]");

        // When / Then
        assertThat(PipelineConfigReader.parse(PipelineConfigWriter.write(config), "written"))
                .isEqualTo(config);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{cross-entropy: {weight: 0.1}}, soft-targets]",
                "[{cross-entropy: {weight: 0}}, soft-targets]",
                "[soft-targets, hint]"
            })
    void shouldGiveTheControlOfATaughtStudentTheLossOfTheFirstRecipe(String objective) {
        // Given
        PipelineConfig config = pipeline(objective);

        // When
        Recipe control = config.control(config.recipe(1), "mlp", false, 10);

        // Then
        assertThat(control.objectiveTerms().get(0)).isEqualTo(new ObjectiveTerm.CrossEntropy(1, .1));
        assertThat(control.objective()).isEqualTo(config.recipe(0).objective());
        assertThat(control.needsTeacher()).isFalse();
        assertThat(control.steps()).isEqualTo(10);
    }

    @Test
    void shouldGiveTheControlOfAnotherStudentItsOwnLoss() {
        // Given
        PipelineConfig config =
                pipeline("[{cross-entropy: {weight: 0.5}}, pseudo-labels, {virtual-teacher: {weight: 0.5}}]");

        // When
        Recipe control = config.control(config.recipe(1), "mlp", false, 10);

        // Then
        assertThat(control.objective()).isEqualTo(config.recipe(1).objective());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{soft-targets: {temperature: 0}}, cross-entropy] | recipes[1].objective[0].soft-targets.temperature"
                        + " (line 7): '0' is not allowed; give a number in (0, 100]",
                "[{cross-entropy: {weight: 0}}, {hint: {weight: 0}}, {decoupled: {alpha: 0, beta: 0}}] |"
                        + " recipes[1].objective: all weights are 0, so that nothing is learned; give a term a weight",
                "[cross-entropy, {hint: {weight: {from: 1, to: 2, start: 0.6, end: 0.5}}}] |"
                        + " recipes[1].objective[1].hint.weight.start: 0.6 comes after end, 0.5; give shares",
                "[cross-entropy, {hint: {weight: {before: 0, from: 1}}}] | recipes[1].objective[1].hint.weight.before: no"
                        + " step comes before start, 0; give a larger start",
                "[cross-entropy, {hint: {weight: {from: 1, after: 0}}}] | recipes[1].objective[1].hint.weight.after: no"
                        + " step comes after end, 1; give a smaller end",
                "[{cross-entropy: {weight: {from: 2000, to: 0}}}] | recipes[1].objective[0].cross-entropy.weight: 2000.0"
                        + " is not allowed; give weights of at most 1000.0",
                "[{cross-entropy: {weight: {to: 1}}}] | recipes[1].objective[0].cross-entropy.weight.from: is missing;"
                        + " give a number in [0, 100000]",
                "[{cross-entropy: {weight: high}}] | recipes[1].objective[0].cross-entropy.weight (line 7): 'high' is"
                        + " not allowed; give a number in [0, 1000], or a map such as {from: 0.9, to: 0.1}",
                "[{hint: {weight: {from: 0, to: 0}}}, {cross-entropy: {weight: 0}}] | recipes[1].objective: all weights"
                        + " are 0, so that nothing is learned; give a term a weight",
                "[{hint: {weight: {from: 1, end: 0.3, after: 0}}}, {soft-targets: {weight: {before: 0, from: 1, start:"
                        + " 0.5}}}] | recipes[1].objective: from 0.3 to 0.5 of the steps all weights are 0, so that",
                "[{hint: {weight: {from: 1, end: 0.3, after: 0}}}, {cross-entropy: {weight: {before: 0, from: 1, start:"
                        + " 0.3}}}], early-stopping: {patience: 2} | recipes[1].early-stopping: objective[1].cross-entropy"
                        + " has no weight before 0.3 of the steps",
                "[pseudo-labels, {cross-entropy: {weight: {from: 1, to: 0, end: 0.5}}}] | recipes[1].objective: from 0.5"
                        + " to 1.0 of the steps no term with a weight above 0 is for labeled rows",
                "[{soft-targets: {weight: {from: 1, to: 0, end: 0.85}}}, {hint: {rows: labeled}}], train-resolution:"
                        + " {size: 20, share: 0.2} | recipes[1].objective: labeled rows have no term with a weight"
                        + " above 0 but terms that compare values",
                "[cross-entropy, {hint: {student: [a, b], teacher: [c]}}] | recipes[1].objective[1].hint: student names"
                        + " 2 values and teacher 1; name as many of both, or none of either",
                "[cross-entropy, {hint: {student: [a]}}] | recipes[1].objective[1].hint: student names 1 values and"
                        + " teacher 0; name as many",
                "[cross-entropy, {hint: {student: [], teacher: []}}] | recipes[1].objective[1].hint.student (line 7):"
                        + " 'a sequence' is not allowed; give a list of names of values",
                "[cross-entropy, online-labels, soft-targets] | recipes[1].objective: soft-targets shows the teacher the"
                        + " student's own images, and online-labels another view",
                "[{permuted-predictions: {temperature: 0}}] | recipes[1].objective[0].permuted-predictions.temperature"
                        + " (line 7): '0' is not allowed; give a number in (0, 100]",
                "[{confidence-weighted: {rows: all}}] | recipes[1].objective[0].confidence-weighted.rows",
                "[{confidence-weighted: {weight: 0}}] | recipes[1].objective: all weights are 0, so that nothing is",
                "[online-labels, confidence-weighted] | recipes[1].objective: confidence-weighted shows the teacher the"
                        + " student's own images, and online-labels another view",
                "[pseudo-labels] | recipes[1].objective: no term with a weight above 0 is for labeled rows, which"
                        + " generation 0, controls",
                "[{cross-entropy: {weight: 0}}, pseudo-labels] | recipes[1].objective: no term with a weight above 0 is"
                        + " for labeled rows",
                "[{soft-targets: {rows: unlabeled}}, {cross-entropy: {weight: 0}}], train-resolution: {size: 20} |"
                        + " recipes[1].objective: no term with a weight above 0 is for labeled rows",
                "[cross-entropy, {pseudo-labels: {weight: 0}}], fine-tuning: {share: 0.2} | recipes[1].objective: no"
                        + " term with a weight above 0 is for pseudo-labeled rows",
                "[hint, {cross-entropy: {weight: 0}}], train-resolution: {size: 20} | recipes[1].objective: labeled rows"
                        + " have no term with a weight above 0 but terms that compare values, and train-resolution",
                "[{virtual-teacher: {confidence: 0.3}}] | recipes[1].objective[0].virtual-teacher.confidence: 0.3 makes"
                        + " no class more probable than the others of 3; give a number above 1/3"
            })
    void shouldRefuseWhatDoesNotGoTogether(String objective, String problem) {
        // When
        NoisyStudentException refusal = catchThrowableOfType(NoisyStudentException.class, () -> pipeline(objective));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
        assertThat(refusal.getMessage()).contains("pipeline." + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "objective: [{pseudo-labels: {temperature: 0.5}}, cross-entropy] |"
                        + " recipes[0].objective[0].pseudo-labels.temperature: 0.5",
                "temperature: 2 | recipes[0].temperature: 2.0"
            })
    void shouldRefuseAnotherTemperatureForLabelsThatWereCut(String loss, String problem) {
        // Given one class more than labels are stored whole
        String classes = IntStream.rangeClosed(0, 128).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
        String yaml = PipelineConfigReaderTest.MINIMAL
                .replace("0, 1, \"two\"", classes)
                .replace("epochs: 60", "epochs: 60, " + loss);

        // When
        NoisyStudentException refusal =
                catchThrowableOfType(NoisyStudentException.class, () -> PipelineConfigReader.parse(yaml, "p.yaml"));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
        assertThat(refusal)
                .hasMessageContaining(problem + " takes whole distributions, and of 129 classes labels keep the 16"
                        + " most probable; give 1, or soft-targets or online-labels");
        for (String allowed : List.of(
                yaml.replace(", c128", ""),
                yaml.replace("temperature: 2", "temperature: 1").replace("temperature: 0.5", "temperature: 1"),
                yaml.replace("temperature: 2", "temperature: 2, labels: hard")
                        .replace("temperature: 0.5", "temperature: 0.5, labels: hard"))) {
            assertThat(PipelineConfigReader.parse(allowed, "p.yaml")).isNotNull();
        }
    }

    @Test
    void shouldRefuseATermOfATeacherInGenerationZero() {
        // Given
        String yaml = PipelineConfigReaderTest.MINIMAL.replace(
                "epochs: 60", "epochs: 60, objective: [cross-entropy, {similarity-preserving: {form: cosine}}]");

        // When
        NoisyStudentException refusal =
                catchThrowableOfType(NoisyStudentException.class, () -> PipelineConfigReader.parse(yaml, "p.yaml"));

        // Then
        assertThat(refusal.getMessage())
                .contains("pipeline.recipes[0].objective: generation 0 has no teacher, which similarity-preserving"
                        + " learns from; give this term in a later recipe, and here cross-entropy");
    }

    @Test
    void shouldLearnFromTheTeacherAlone() {
        assertThat(student("[soft-targets]").objectiveTerms())
                .containsExactly(new Distillation.SoftTargets(.9, 4, false, Rows.ALL));
        assertThat(student("[soft-targets], train-resolution: {size: 20}").objectiveTerms())
                .hasSize(1);
    }

    @Test
    void shouldAcceptTheExamplesOfThePage() throws IOException {
        // Given
        List<String> examples = Pattern.compile("(?s)```yaml\\nobjective:(.*?)```")
                .matcher(Files.readString(Path.of("../../docs/distillation.md")))
                .results()
                .map(example -> example.group(1))
                .toList();

        // When / Then
        assertThat(examples.stream()
                        .flatMap(example -> student(example).objectiveTerms().stream())
                        .map(ObjectiveTerm::termName))
                .contains(
                        "soft-targets",
                        "permuted-predictions",
                        "confidence-weighted",
                        "decoupled",
                        "logit-matching",
                        "virtual-teacher",
                        "attention-transfer",
                        "similarity-preserving",
                        "relational-distance",
                        "relational-angle",
                        "hint");
    }

    private static Recipe student(String objective) {
        return pipeline(objective.replace("\n", " ")).recipe(1);
    }

    private static PipelineConfig pipeline(String objective) {
        return PipelineConfigReader.parse(yaml(objective), "p.yaml");
    }

    private static String yaml(String objective) {
        return PipelineConfigReaderTest.MINIMAL + "    - {network: mlp, epochs: 2, objective: " + objective + "}\n";
    }
}
