package io.noisystudent.bench.distillation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PartNameTest {
    private static final Curriculum CURRICULUM = new Curriculum(1, List.of(1L, 2L), 100);

    @Test
    void shouldListTeachersBeforeTheirStudents() {
        for (PartName part : PartName.values()) {
            Map<String, Lesson> before = new HashMap<>();
            for (Lesson lesson : lessons(part)) {
                assertThat(before.keySet()).as(lesson.id()).containsAll(lesson.teachers());
                before.put(lesson.id(), lesson);
            }
        }
    }

    @Test
    void shouldKnowDifferentTrainingsByDifferentNames() {
        Map<String, Lesson> known = new HashMap<>();
        for (PartName part : PartName.values()) {
            for (Lesson lesson : lessons(part)) {
                assertThat(lesson.id()).matches("[a-z0-9.-]+");
                Lesson same = known.putIfAbsent(lesson.id(), lesson);
                assertThat(same == null ? lesson : same).isEqualTo(lesson);
            }
        }
        assertThat(known).hasSizeGreaterThan(100);
    }

    @Test
    void shouldFillATableFromTheOutcomesOfItsLessons() {
        for (PartName part : PartName.values()) {
            Optional<StudyPart> trainings = part.trainings(CURRICULUM, 10, List.of(1L, 2L, 3L));
            Map<String, Lesson> known = new HashMap<>();
            lessons(part).forEach(lesson -> known.put(lesson.id(), lesson));
            trainings.ifPresent(study -> assertThat(study.table(lesson -> {
                        assertThat(known).containsKey(lesson.id());
                        return new Outcome(
                                lesson.id(), "", 0.5 + 0.01 * (lesson.id().hashCode() % 7), 1, List.of(0.5));
                    }))
                    .hasSizeGreaterThan(2));
        }
    }

    @Test
    void shouldBeMeantForSixHoursOfTwoCores() {
        double sum = 0;
        for (PartName part : PartName.values()) {
            sum += part.coreHours();
        }
        assertThat(sum).isCloseTo(12, within(0.2));
    }

    private static List<Lesson> lessons(PartName part) {
        return part.trainings(CURRICULUM, 10, List.of(1L, 2L, 3L))
                .map(StudyPart::lessons)
                .orElse(List.of());
    }
}
