package io.noisystudent.registry.report;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.LabelDoubt;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.registry.Annotations;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Version 2 was compared with its teacher, version 1, and with its control, version 3. */
class ControlReportTest {
    private static final ModelVersion STUDENT = version(2, Purpose.STUDENT, null, 2_000L);
    private static final Map<Integer, ModelVersion> VERSIONS = Map.of(
            1, version(1, Purpose.STUDENT, null, null), 2, STUDENT, 3, version(3, Purpose.CONTROL, null, 3_000L));
    private static final List<ModelEvaluation> EVIDENCE = List.of(
            Samples.compared("1-validation-v2", 2, 1, 20, 5),
            Samples.compared("control-1-validation-v2", 2, 3, 15, 5),
            Samples.under("fog", Samples.compared("fog", 2, 3, 0, 20)),
            Samples.compared("unknown", 2, 9, 1, 1),
            Samples.evaluation("alone", 2, Split.TEST, 80, null));

    @Test
    void shouldTakeFromTheEvidenceWhatComparesWithAControl() {
        // When
        ControlReport report = ControlReport.of(STUDENT, EVIDENCE, ControlReportTest::find);

        // Then
        assertThat(report.version()).isEqualTo(STUDENT.model());
        assertThat(report.imagePasses()).isEqualTo(2_000);
        assertThat(report.comparisons()).singleElement().satisfies(beside -> {
            assertThat(beside.evaluation()).isEqualTo("control-1-validation-v2");
            assertThat(beside.control()).isEqualTo(new ModelRef(Samples.MODEL, 3));
            assertThat(beside.imagePasses()).isEqualTo(3_000);
            assertThat(beside.top1()).isEqualTo(0.75);
            assertThat(beside.controlTop1()).isCloseTo(0.65, within(1e-9));
            assertThat(beside.difference()).isCloseTo(0.1, within(1e-9));
        });
    }

    @Test
    void shouldStandInTheModelCard() {
        // When
        String card = card(STUDENT, EVIDENCE);

        // Then
        assertThat(card)
                .contains(
                        "## Beside the same network on labels alone",
                        "Image passes of this version's own training: 2000.",
                        "| digits/3 | 3000 | validation | 100 | 0.7500 | 0.6500 | +0.1000 | -1.0000 to +1.0000 | 0.5000 |",
                        "| image passes | 2000 |");
        assertThat(card(STUDENT, EVIDENCE.subList(0, 1))).doesNotContain("labels alone\n");
    }

    @Test
    void shouldSayWhatAControlIs() {
        // Given
        ModelVersion fresh = version(3, Purpose.CONTROL, null, 3_000L);
        ModelVersion tuned = version(3, Purpose.CONTROL, new ModelRef(Samples.MODEL, 1), 3_000L);

        // Then
        assertThat(card(fresh, List.of())).contains("the control of that generation, trained on labels alone.");
        assertThat(card(tuned, List.of()))
                .contains("trained on labels alone, beginning with the weights of `digits/1`.")
                .doesNotContain("pseudo-labels it was trained on");
    }

    @Test
    void shouldSayWhatPeopleWereNotSureOf() {
        // Given
        LabelDoubt doubt =
                new LabelDoubt(2, 30, 1, 5, List.of(new LabelDoubt.AnnotatorEstimate("a|[x](javascript:y)", 12, 0.25)));

        // When
        String card = card(version(3, Purpose.CONTROL, null, 3_000L, doubt), List.of());

        // Then
        assertThat(card)
                .contains("2 had a distribution over the classes and 30 had votes, of 5 annotators in all.")
                .contains("none of their classes was ahead: 1.")
                .contains("| a\\|")
                .contains(" | 12 | 0.2500 |")
                .doesNotContain("](javascript:");
        assertThat(card(version(3, Purpose.CONTROL, null, 3_000L), List.of())).doesNotContain("annotator");
    }

    private static String card(ModelVersion version, List<ModelEvaluation> evidence) {
        ControlReport controls = ControlReport.of(version, evidence, ControlReportTest::find);
        return ModelCard.of(version, Annotations.NONE, evidence, controls, null);
    }

    private static Optional<ModelVersion> find(ModelRef ref) {
        return Optional.ofNullable(VERSIONS.get(ref.version()));
    }

    private static ModelVersion version(
            int number, Purpose purpose, @Nullable ModelRef teacher, @Nullable Long imagePasses) {
        return version(number, purpose, teacher, imagePasses, null);
    }

    private static ModelVersion version(
            int number,
            Purpose purpose,
            @Nullable ModelRef teacher,
            @Nullable Long imagePasses,
            @Nullable LabelDoubt doubt) {
        Lineage sample = Samples.trained("g", purpose).lineage();
        TrainingRequest request = sample.request();
        TrainingRequest own = new TrainingRequest(
                request.id(),
                request.model(),
                1,
                0,
                purpose,
                request.recipe(),
                request.selection(),
                7,
                teacher,
                request.data(),
                null,
                null,
                null,
                null);
        TrainingReport report = new TrainingReport(
                "mlp",
                1,
                5,
                1,
                1,
                0,
                "fp32",
                1,
                1,
                0,
                0,
                0,
                0,
                List.of(0, 0),
                0,
                null,
                null,
                0,
                imagePasses,
                null,
                null,
                doubt,
                null,
                null);
        return new ModelVersion(
                new ModelRef(Samples.MODEL, number),
                "0".repeat(64),
                1,
                Samples.CLASSES,
                new Lineage(own, sample.environment()),
                report,
                TestRegistry.NOW);
    }
}
