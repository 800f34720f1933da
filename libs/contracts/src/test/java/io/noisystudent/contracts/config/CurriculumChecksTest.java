package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.CurriculumKind.BornAgain;
import io.noisystudent.contracts.config.CurriculumKind.LabelRefinery;
import io.noisystudent.contracts.config.CurriculumKind.OneStudent;
import io.noisystudent.contracts.config.CurriculumKind.Specialists;
import io.noisystudent.contracts.config.CurriculumKind.Specialists.PredictedImages;
import io.noisystudent.contracts.config.CurriculumKind.TeacherAssistant;
import io.noisystudent.contracts.config.CurriculumKind.TransferSet;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class CurriculumChecksTest {
    private static final String PLAIN = "{network: mlp, epochs: 1}";
    private static final String TAUGHT = "{network: mlp, epochs: 1, objective: [cross-entropy, soft-targets]}";
    private static final String SMALL = "{network: cnn, epochs: 1, objective: [cross-entropy, soft-targets]}";
    private static final String REFINED = "{network: mlp, epochs: 1, objective: [soft-targets]}";

    @Test
    void shouldReadAndWriteEveryKind() {
        assertThat(kind("distillation", PLAIN, TAUGHT)).isEqualTo(new OneStudent("teacher", TransferSet.ALL));
        assertThat(kind("{distillation: {teacher: 12, transfer-set: labeled}}", TAUGHT))
                .isEqualTo(new OneStudent("12", TransferSet.LABELED));
        assertThat(kind("born-again", PLAIN, TAUGHT)).isEqualTo(new BornAgain(TransferSet.ALL, false));
        assertThat(kind("{born-again: {ensemble: true}}, max-generations: 2", PLAIN, TAUGHT))
                .isEqualTo(new BornAgain(TransferSet.ALL, true));
        assertThat(kind("{label-refinery: {transfer-set: labeled}}", PLAIN, REFINED))
                .isEqualTo(new LabelRefinery(TransferSet.LABELED));
        assertThat(kind("{teacher-assistant: {teacher: best, assistants: 1}}", SMALL, TAUGHT))
                .isEqualTo(new TeacherAssistant("best", 1, TransferSet.ALL));
        assertThat(kind("{specialists: {clusters: 2, cluster-by: labeled}}", PLAIN, PLAIN))
                .isEqualTo(new Specialists("teacher", 2, PredictedImages.LABELED));
        assertThat(kind("noisy-student", PLAIN)).isEqualTo(new CurriculumKind.NoisyStudent());
        assertThat(kind("born-again", PLAIN, TAUGHT).kindName()).isEqualTo("born-again");
    }

    @Test
    void shouldTrainAFirstTeacherWhereTheAliasTeacherIsNamed() {
        assertThat(new OneStudent("teacher", TransferSet.ALL).trainsFirstTeacher())
                .isTrue();
        assertThat(new OneStudent("3", TransferSet.ALL).trainsFirstTeacher()).isFalse();
        assertThat(new OneStudent("3", TransferSet.ALL).givenTeacher()).contains("3");
        assertThat(new OneStudent("3", TransferSet.ALL).teacherVersion()).contains(3);
        assertThat(new OneStudent("best", TransferSet.ALL).teacherVersion()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    distillation | recipes: the first recipe is that of a first teacher; give the student's behind it
                    {distillation: {teacher: 3, transfer-set: some}} | give labeled or all
                    {distillation: {teacher: "a b"}} | give the number of a version, or an alias
                    {teacher-assistant: {teacher: Best}} | give the number of a version, or an alias
                    {teacher-assistant: {assistants: 0}} | give a whole number from 1 to 100
                    born-again | recipes: the first recipe is that of a first teacher; give the students' behind it
                    teacher-assistant | give one for each network that may assist, at least 1
                    distilation | give noisy-student, distillation, born-again, label-refinery, mutual-learning, specialists or teacher-assistant
                    """)
    void shouldRefuseWhatIsNoCurriculum(String kind, String problem) {
        refuses(problem, kind, PLAIN);
    }

    @Test
    void shouldRefuseSpecialistsThatCannotBe() {
        String two = "{specialists: {teacher: 3, clusters: 2}}";
        refuses(
                "curriculum.kind.specialists.clusters: 3 clusters of 4 classes; classes that are confused belong together,"
                        + " so give 2 to 2",
                "{specialists: {teacher: 3, clusters: 3}}",
                PLAIN);
        refuses("give a whole number from 2 to 99", "{specialists: {teacher: 3, clusters: 1}}", PLAIN);
        refuses("curriculum.students-per-generation: is 2", two + ", students-per-generation: 2", PLAIN);
        refuses("give that of the specialists alone, not 2 recipes", two, PLAIN, PLAIN);
        refuses("give that of the specialists behind it, not 1 recipes", "{specialists: {clusters: 2}}", PLAIN);
        refuses(
                "recipes[1].network: is 'cnn' and that of the first recipe 'mlp'",
                "{specialists: {clusters: 2}}",
                PLAIN,
                "{network: cnn, epochs: 1}");
        refuses("name the generalist's network", two, "{network: teacher, warm-start: true, epochs: 1}");
        refuses("name the generalist's network", two, "{network: 'version:3', epochs: 1}");
        refuses("recipes[0].objective: a term learns from a teacher, whose classes are not those", two, TAUGHT);
        refuses(
                "no term with a weight above 0 is for labeled rows",
                two,
                "{network: mlp, epochs: 1, objective: [pseudo-labels]}");
        refuses(
                "recipes[0].omit-classes: each class has a specialist",
                two,
                "{network: mlp, epochs: 1, omit-classes: [cat]}");
    }

    @Test
    void shouldRefuseToOmitWhatIsNoClassOrTooMuch() {
        refuses(
                "recipes[0].omit-classes: 'cats' is no class of this pipeline; did you mean 'cat'?",
                "noisy-student",
                "{network: mlp, epochs: 1, omit-classes: [cats]}");
        refuses(
                "recipes[0].omit-classes: leaves 1 of 4 classes",
                "noisy-student",
                "{network: mlp, epochs: 1, omit-classes: [cat, dog, owl]}");
        refuses("give a list of class names", "noisy-student", "{network: mlp, epochs: 1, omit-classes: cat}");
        String mutual = "{network: mlp, epochs: 1, objective: [cross-entropy, mutual]";
        refuses(
                "recipes[1].omit-classes: is not that of recipes[0]",
                "mutual-learning",
                mutual + ", omit-classes: [cat]}",
                mutual + "}");
    }

    @Test
    void shouldRefuseRecipesThatDoNotFit() {
        refuses(
                "no recipe is the teacher's; give the student's alone, not 2",
                "{distillation: {teacher: 3}}",
                TAUGHT,
                TAUGHT);
        refuses("recipes[1].objective: distillation has a teacher in every step", "distillation", PLAIN, PLAIN);
        refuses(
                "recipes[1].objective: distillation has a teacher in every step",
                "distillation",
                PLAIN,
                "{network: mlp, epochs: 1, objective: [cross-entropy, {soft-targets: {weight: 0}}]}");
        refuses(
                "recipes[1].objective[2]: soft-targets looks at unlabeled images, of which transfer-set: labeled has none",
                "{distillation: {transfer-set: labeled}}",
                PLAIN,
                "{network: mlp, epochs: 1, objective: [cross-entropy, soft-targets, {soft-targets: {rows: unlabeled}}]}");
        refuses("recipes[1].network: is 'cnn' and that of the first recipe 'mlp'", "born-again", PLAIN, SMALL);
        refuses(
                "recipes[1].warm-start: students of born-again begin with fresh weights; give false",
                "born-again",
                PLAIN,
                "{network: mlp, epochs: 1, warm-start: true, objective: [cross-entropy, soft-targets]}");
        refuses(
                "recipes[1].network: students of teacher-assistant begin with fresh weights; name a network",
                "teacher-assistant",
                PLAIN,
                "{network: teacher, warm-start: true, epochs: 1, objective: [cross-entropy, soft-targets]}",
                SMALL);
        refuses("curriculum.max-generations: 0 is without end", "born-again, max-generations: 0", PLAIN, TAUGHT);
        refuses(
                "curriculum.max-generations: 1 student makes no ensemble",
                "{born-again: {ensemble: true}}, max-generations: 1",
                PLAIN,
                TAUGHT);
        refuses("curriculum.ensemble: 1 student makes no ensemble", "noisy-student, ensemble: true", PLAIN);
        refuses(
                "curriculum.max-generations: 101 students are more than the 100 that an ensemble may have",
                "{born-again: {ensemble: true}}, max-generations: 101",
                PLAIN,
                TAUGHT);
        refuses(
                "curriculum.ensemble: 101 students are more than the 100 that an ensemble may have",
                "noisy-student, ensemble: true, students-per-generation: 101",
                PLAIN);
        refuses(
                "recipes[1].warm-start: the teacher may be an ensemble",
                "noisy-student, ensemble: true, students-per-generation: 2",
                PLAIN,
                "{network: mlp, epochs: 1, warm-start: true}");
        refuses("cross-entropy learns from labels that people gave", "label-refinery", PLAIN, TAUGHT);
        refuses(
                "confidence-weighted learns from labels that people gave",
                "label-refinery",
                PLAIN,
                "{network: mlp, epochs: 1, objective: [soft-targets, confidence-weighted]}");
        refuses(
                "no soft-targets with a weight above 0 look at labeled images",
                "label-refinery",
                PLAIN,
                "{network: mlp, epochs: 1, objective: [logit-matching]}");
        refuses("recipes[2].network: 'cnn' is there before", "teacher-assistant", PLAIN, SMALL, SMALL);
        refuses("recipes[0].objective: generation 0 has no teacher", "distillation", TAUGHT, TAUGHT);
    }

    @Test
    void shouldLetAGivenTeacherTeachTheFirstRecipe() {
        assertThat(parse(
                                "{distillation: {teacher: 3}}",
                                "{network: teacher, warm-start: true, epochs: 1,"
                                        + " objective: [cross-entropy, soft-targets]}")
                        .recipes())
                .hasSize(1);
    }

    private static CurriculumKind kind(String kind, String... recipes) {
        PipelineConfig config = parse(kind, recipes);
        assertThat(PipelineConfigReader.parse(PipelineConfigWriter.write(config), "again"))
                .isEqualTo(config);
        return config.curriculum().kind();
    }

    private static PipelineConfig parse(String kind, String... recipes) {
        return PipelineConfigReader.parse(
                """
                pipeline:
                  name: pets
                  image: {height: 8, width: 8, channels: 1}
                  classes: [cat, dog, fox, owl]
                  curriculum: {kind: %s}
                  recipes:
                """.formatted(kind) + "    - " + String.join("\n    - ", recipes), "pipeline.yaml");
    }

    private static void refuses(String problem, String kind, String... recipes) {
        NoisyStudentException refusal = catchThrowableOfType(NoisyStudentException.class, () -> parse(kind, recipes));
        assertThat(refusal).as(problem).isNotNull().hasMessageContaining(problem);
        assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
    }
}
