package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.CurriculumKind.MutualLearning;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.objective.TermReport;
import io.noisystudent.learning.specialist.SpecialistClasses;
import io.noisystudent.learning.specialist.SpecialistSamples;
import io.noisystudent.learning.specialist.SpecialistStart;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * The files of {@code docs/recipes}, with small images, few rows and few steps: every student that a teacher takes part in
 * training, of whatever curriculum, with the network of the recipe before as its teacher.
 */
class RecipeFilesTest {
    private static final int STEPS = 10;

    static Stream<Arguments> students() {
        try (Stream<Path> files = Files.list(Path.of("../../docs/recipes"))) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .flatMap(RecipeFilesTest::studentsOf)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Arguments> studentsOf(Path file) {
        List<Recipe> recipes = read(file).recipes();
        return IntStream.range(1, recipes.size())
                .filter(i -> recipes.get(i).needsTeacher())
                .mapToObj(i -> arguments(file.getFileName(), i, recipes.get(i - 1), recipes.get(i)));
    }

    private static PipelineConfig read(Path file) {
        try {
            return PipelineConfigReader.parse(Files.readString(file), file.toString(), Networks::isKnown);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}, recipe {1}")
    @MethodSource("students")
    void shouldTrainAStudentWithAllTermsOfItsRecipe(Path file, int number, Recipe before, Recipe student) {
        // Given
        Recipe recipe = small(student);
        Graph teacher = network(before, 9);
        Graph initial = network(student.takesTeachersNetwork() ? before : student, 1);
        TrainingData data = TrainingData.of(Patterns.samples(8, 1))
                .with(Patterns.pseudoLabeled(Patterns.samples(8, 2)))
                .taughtBy(teacher);
        List<String> felt = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(StepReport report) {}

            @Override
            public void epochEnded(EpochReport report) {
                report.terms().stream()
                        .filter(term -> term.mean() > 0 && term.gradientShare() > 0)
                        .map(TermReport::name)
                        .forEach(felt::add);
            }
        };

        // When
        Graph trained = new Training()
                .run(initial, data, recipe, new TrainingOptions(7, 1, 1, Precision.FP32), listener)
                .graph();

        // Then
        assertThat(trained.initializers()).isNotEqualTo(initial.initializers());
        assertThat(felt)
                .as("terms of recipe %s of %s", number, file)
                .contains(recipe.objectiveTerms().stream()
                        .map(term -> term.termName())
                        .toArray(String[]::new));
    }

    @Test
    void shouldTrainTheStudentsThatLearnFromEachOther() {
        // Given
        PipelineConfig pipeline = read(Path.of("../../docs/recipes/mutual-learning.yaml"));
        List<Training.Student> students = pipeline
                .cohort((MutualLearning) pipeline.curriculum().kind())
                .stream()
                .map(recipe -> new Training.Student(network(recipe, 1), small(recipe)))
                .toList();

        // When
        TrainingResult trained = new Training()
                .run(
                        students,
                        TrainingData.of(Patterns.samples(8, 1)),
                        new TrainingOptions(7, 1, 1, Precision.FP32),
                        TrainingListener.NONE,
                        Checkpoints.NONE);

        // Then
        assertThat(trained.each()).hasSize(2).allSatisfy(student -> assertThat(student.terms())
                .allMatch(term -> term.mean() > 0 && term.gradientShare() > 0)
                .extracting(TermReport::name)
                .containsExactly("cross-entropy", "mutual"));
    }

    @Test
    void shouldTrainASpecialist() {
        // Given
        Recipe recipe = read(Path.of("../../docs/recipes/specialists.yaml")).recipe(1);
        LabeledSamples samples = Patterns.samples(8, 1);
        SpecialistClasses classes = new SpecialistClasses(List.of(0), Patterns.CLASSES.size());
        Graph fresh = Networks.build(recipe.network(), Patterns.SHAPE, classes.names(Patterns.CLASSES), 1);
        Graph initial = SpecialistStart.of(fresh, network(recipe, 9), classes);

        // When
        Graph trained = new Training()
                .run(
                        initial,
                        TrainingData.of(SpecialistSamples.of(samples, classes).samples()),
                        small(recipe),
                        new TrainingOptions(7, 1, 1, Precision.FP32),
                        TrainingListener.NONE)
                .graph();

        // Then
        assertThat(trained.initializers()).isNotEqualTo(initial.initializers());
    }

    private static Graph network(Recipe recipe, long seed) {
        return Networks.build(recipe.network(), Patterns.SHAPE, Patterns.CLASSES, seed);
    }

    private static Recipe small(Recipe recipe) {
        return new Recipe(
                recipe.network(),
                0,
                STEPS,
                4,
                1,
                recipe.objective(),
                recipe.optimizer(),
                Patterns.SOME_NOISE,
                recipe.movingAverageDecay(),
                Phases.JOINT,
                null,
                null);
    }
}
