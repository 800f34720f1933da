package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.ControlConfig;
import io.noisystudent.contracts.config.ControlConfig.Every;
import io.noisystudent.contracts.config.ControlConfig.Match;
import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.config.Distillation;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import io.noisystudent.teacher.curriculum.CurriculumEvent.CancelRequested;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static io.noisystudent.teacher.curriculum.Fixture.FIRST;
import static io.noisystudent.teacher.curriculum.Fixture.LOOP;
import static io.noisystudent.teacher.curriculum.Fixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

class ControlsTest {
    private static final ModelRef THIRD = new ModelRef("pets", 3);
    private static final ModelRef IMPORTED = new ModelRef("pets", 9);

    /** Generation 0 has 8,000 image passes and each student 40,000, both in 500 steps; a control has 16 rows per step. */
    @ParameterizedTest
    @CsvSource({"IMAGES, 3000, 5500", "STEPS, 1000, 1500"})
    void shouldTrainAsLongAsAllGenerationsUpToItsStudent(Match match, int first, int second) {
        // Given
        Drive drive = new Drive(Fixture.with(new ControlConfig(match, Every.GENERATION)));
        drive.firstTeacher();
        generation(drive, "1", FIRST, SECOND, Outcome.PROMOTED);

        // When
        drive.observe(SECOND, 40, 400);
        measure(drive, "control-1", new ModelRef("pets", 4));
        drive.observe(SECOND, 40, 400);
        generation(drive, "2", SECOND, THIRD, Outcome.REJECTED);
        drive.observe(SECOND, 40, 400);

        // Then
        assertThat(steps(drive, "control-1")).isEqualTo(first);
        assertThat(steps(drive, "control-2"))
                .as("the first control does not count")
                .isEqualTo(second);
    }

    @Test
    void shouldCountEveryStudentOfAGeneration() {
        // Given
        Drive many = new Drive(Fixture.students(2));
        many.observe(FIRST, 40, 400);
        many.label("1");
        many.on(Fixture.trained("1-s1", THIRD, 0.8));

        // When
        many.decide("1", SECOND, Outcome.PROMOTED);
        many.observe(SECOND, 40, 400);
        many.on(new CancelRequested("2"));
        GenerationPlan control = due(many, LOOP, Every.END).orElse(null);

        // Then
        assertThat(control).as("after a generation that a person cancelled").isNull();
        many.generations = without(many, "2");
        assertThat(due(many, LOOP, Every.END))
                .hasValueSatisfying(plan -> assertThat(plan.recipe().steps()).isEqualTo(5000));
    }

    @Test
    void shouldBeComparedWithTheLastStudentThatWasPromoted() {
        // Given
        Drive drive = new Drive(LOOP);
        drive.firstTeacher();
        generation(drive, "1", FIRST, SECOND, Outcome.PROMOTED);
        generation(drive, "2", SECOND, THIRD, Outcome.REJECTED);

        // When
        GenerationPlan control = due(drive, LOOP, Every.END).orElseThrow();

        // Then
        assertThat(control.id()).isEqualTo("control-1");
        assertThat(control.number()).isEqualTo(1);
        assertThat(control.teacher()).isEqualTo(SECOND);
        assertThat(control.recipe().steps()).isEqualTo(3000);
    }

    @Test
    void shouldBeComparedWithTheLastStudentWhereNoneWasPromoted() {
        // Given
        Drive drive = new Drive(LOOP);
        drive.firstTeacher();
        generation(drive, "1", FIRST, SECOND, Outcome.REJECTED);
        generation(drive, "2", FIRST, THIRD, Outcome.REJECTED);

        // Then
        assertThat(due(drive, LOOP, Every.END))
                .hasValueSatisfying(control -> assertThat(control.teacher()).isEqualTo(THIRD));
    }

    @Test
    void shouldBeMeasuredOnceAndWhereItIsAskedForAlone() {
        // Given
        Drive drive = new Drive(LOOP);
        drive.firstTeacher();
        assertThat(due(drive, LOOP, Every.END)).as("no student yet").isEmpty();
        generation(drive, "1", FIRST, SECOND, Outcome.PROMOTED);
        generation(drive, "2", SECOND, THIRD, Outcome.PROMOTED);

        // Then
        assertThat(due(drive, LOOP, Every.GENERATION)).isEmpty();
        assertThat(due(drive, Fixture.with(ControlConfig.NONE), Every.END)).isEmpty();
        assertThat(due(drive, LOOP, Every.END)).isPresent();

        // When
        drive.observe(THIRD, 40, 400);
        drive.on(Fixture.notTrained("control-2-s0", ErrorCode.TRAINING_DIVERGED));

        // Then
        assertThat(due(drive, LOOP, Every.END)).as("not even after a failure").isEmpty();
    }

    /** An imported network that labels, and with whose weights each student begins or not. */
    @ParameterizedTest
    @CsvSource({
        "teacher, true, teacher, 9",
        "cnn, true, cnn, 9",
        "cnn, false, cnn,",
    })
    void shouldBeginAsAnImportedLoopBegan(String network, boolean warm, String trained, @Nullable Integer start) {
        // Given
        PipelineConfig pipeline = pipeline(network, warm);
        Drive drive = new Drive(pipeline);
        generation(drive, "1", IMPORTED, FIRST, Outcome.PROMOTED);
        generation(drive, "2", FIRST, SECOND, Outcome.PROMOTED);

        // When
        drive.observe(SECOND, 40, 400);

        // Then
        TrainingRequest request = drive.requests("control-2").get(0);
        ModelRef weights = start == null ? null : new ModelRef("pets", start);
        assertThat(request.teacher()).isEqualTo(weights);
        assertThat(drive.state("control-2").plan().start()).isEqualTo(weights);
        assertThat(request.recipe().network()).isEqualTo(trained);
        assertThat(request.recipe().optimizer().warmStart()).isEqualTo(weights != null);
        assertThat(request.recipe().optimizer().learningRate()).isEqualTo(0.1);
        assertThat(request.data().labelingTasks()).isZero();
        assertThat(request.recipe().steps())
                .as("80,000 image passes of 16 rows")
                .isEqualTo(5000);
    }

    /** The students have the weights of generation 0, which had fresh ones, and so does the control. */
    @ParameterizedTest
    @CsvSource({"teacher, mlp", "mlp, mlp"})
    void shouldBeginWithFreshWeightsWhereTheLoopDid(String network, String trained) {
        // Given
        Drive drive = new Drive(pipeline(network, true));
        drive.firstTeacher();
        generation(drive, "1", FIRST, SECOND, Outcome.PROMOTED);
        generation(drive, "2", SECOND, THIRD, Outcome.PROMOTED);

        // When
        drive.observe(THIRD, 40, 400);

        // Then
        TrainingRequest request = drive.requests("control-2").get(0);
        assertThat(request.teacher()).isNull();
        assertThat(request.recipe().network()).isEqualTo(trained);
        assertThat(request.recipe().steps()).isEqualTo(5500);
    }

    /** Even of a student with a recipe from a time when no control was asked for: it learns from its teacher alone. */
    @Test
    void shouldHaveTheLossOfTheFirstRecipeWhereTheStudentsNeedsATeacher() {
        // Given
        PipelineConfig pipeline = Fixture.pipeline(LOOP);
        Recipe taught = pipeline.recipe(1)
                .withObjective(Recipe.Objective.of(
                        List.of(new Distillation.SoftTargets(.9, 4, false, ObjectiveTerm.Rows.ALL))));
        Drive drive = new Drive(withStudent(pipeline, taught));
        drive.firstTeacher();
        generation(drive, "1", FIRST, SECOND, Outcome.PROMOTED);
        generation(drive, "2", SECOND, THIRD, Outcome.PROMOTED);

        // When
        drive.observe(THIRD, 40, 400);

        // Then
        Recipe control = drive.requests("control-2").get(0).recipe();
        assertThat(control.objective()).isEqualTo(pipeline.recipe(0).objective());
        assertThat(control.needsTeacher()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Every.class)
    void shouldStandBesideItsStudent(Every every) {
        // Given
        Drive drive = new Drive(Fixture.with(new ControlConfig(Match.IMAGES, every)));
        drive.firstTeacher();
        generation(drive, "1", FIRST, SECOND, Outcome.PROMOTED);
        assertThat(ControlComparison.of(drive.generations)).isEmpty();
        if (every == Every.END) {
            generation(drive, "2", SECOND, THIRD, Outcome.PROMOTED);
        }

        // When
        drive.observe(SECOND, 40, 400);
        ControlComparison open = ControlComparison.of(drive.generations).get(0);
        String id = "control-" + open.generation();
        measure(drive, id, new ModelRef("pets", 4));
        ControlComparison measured = ControlComparison.of(drive.generations).get(0);

        // Then
        assertThat(open.state()).isEqualTo("training");
        assertThat(open.control().model()).isNull();
        assertThat(open.student().imagePasses()).isEqualTo(every == Every.END ? 88_000 : 48_000);
        assertThat(measured.state()).isEqualTo("measured");
        assertThat(measured.student().model()).isEqualTo(every == Every.END ? THIRD : SECOND);
        assertThat(measured.student().test().value()).isEqualTo(0.8);
        assertThat(measured.control().model()).isEqualTo(new ModelRef("pets", 4));
        assertThat(measured.control().imagePasses()).isEqualTo(8_000);
        assertThat(measured.control().validation().value()).isEqualTo(0.9);
    }

    private static Optional<GenerationPlan> due(Drive drive, CurriculumConfig config, Every point) {
        return new Controls(Fixture.pipeline(config), Fixture.CLOCK)
                .due(point, drive.generations, Fixture.seen(FIRST, 40, 400));
    }

    private static Generations without(Drive drive, String id) {
        return Generations.of(drive.generations.all().stream()
                .filter(state -> !state.plan().id().equals(id))
                .toList());
    }

    private static PipelineConfig pipeline(String network, boolean warm) {
        PipelineConfig pipeline = Fixture.pipeline(LOOP);
        Recipe student = pipeline.recipe(1).withNetwork(network);
        return withStudent(pipeline, student.withOptimizer(student.optimizer().withWarmStart(warm)));
    }

    private static PipelineConfig withStudent(PipelineConfig pipeline, Recipe student) {
        return new PipelineConfig(
                pipeline.name(),
                pipeline.image(),
                pipeline.resize(),
                pipeline.classes(),
                pipeline.splits(),
                pipeline.topics(),
                pipeline.curriculum(),
                pipeline.labeling(),
                pipeline.selection(),
                pipeline.gate(),
                List.of(pipeline.recipe(0), student));
    }

    private static void generation(Drive drive, String id, ModelRef teacher, ModelRef student, Outcome outcome) {
        drive.observe(teacher, 40, 400);
        drive.label(id);
        drive.decide(id, student, outcome);
    }

    private static void measure(Drive drive, String control, ModelRef model) {
        drive.train(control, model);
        drive.evaluate(control);
        drive.on(Fixture.measured(control));
    }

    private static int steps(Drive drive, String control) {
        return drive.requests(control).get(0).recipe().steps();
    }
}
