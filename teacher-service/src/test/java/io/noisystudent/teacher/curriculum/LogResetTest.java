package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.GenerationState.Labeling;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.teacher.curriculum.CurriculumEvent.LogsSeen;
import io.noisystudent.teacher.curriculum.CurriculumEvent.Observed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static io.noisystudent.teacher.curriculum.Fixture.FIRST;
import static io.noisystudent.teacher.curriculum.Fixture.LOOP;
import static io.noisystudent.teacher.curriculum.Fixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

/** The broker loses what the loop has worked with. */
class LogResetTest {
    private static final String TOPIC = "pets.generations";

    private final Drive drive = new Drive(LOOP);

    @Test
    void shouldNameItsLogInPlansAndRequests() {
        // When
        drive.observe(null, 40, 400);

        // Then
        assertThat(drive.state("0").plan().logs()).isEqualTo(Fixture.LOGS);
        TrainingRequest request = drive.requests("0").get(0);
        assertThat(request.log()).isEqualTo("g1");
        assertThat(request.identity()).isEqualTo("0-s0.g1");
    }

    @Test
    void shouldCountAllOfATopicThatWasMadeAgain() {
        // Given
        drive.firstTeacher();
        drive.observe(FIRST, 4000, 400);
        drive.on(new LogsSeen(Fixture.madeAgain("pets.labeled")));
        assertThat(drive.state("1")).isInstanceOf(Failed.class);

        // When fewer labels are there than before, but new ones
        drive.on(new Observed(seen(99, Fixture.madeAgain("pets.labeled"))));
        assertThat(drive.generations.open()).isEmpty();
        drive.on(new Observed(seen(100, Fixture.madeAgain("pets.labeled"))));

        // Then
        assertThat(drive.state("2")).isInstanceOf(Labeling.class);
    }

    private static Observation seen(long labeled, Map<String, String> logs) {
        Observation seen = Fixture.seen(FIRST, labeled, 400);
        return new Observation(
                seen.labeled(), seen.unlabeled(), seen.pseudoLabels(), seen.teacher(), null, Map.of(), logs, true);
    }

    @Test
    void shouldNoticeTopicsThatWereMadeAgain() {
        // Given
        assertThat(LogReset.ofTopics(Generations.NONE, Fixture.LOGS)).isEmpty();
        drive.firstTeacher();

        // When / Then
        assertThat(LogReset.ofTopics(drive.generations, Fixture.LOGS)).isEmpty();
        assertThat(LogReset.ofTopics(drive.generations, Fixture.madeAgain("pets.unlabeled")))
                .hasValueSatisfying(notice -> assertThat(notice).contains("since generation 0", "pets.unlabeled"));
    }

    @Test
    void shouldNoticeARegistryThatIsOlderThanTheLog() {
        // Given
        ModelVersion imported = version(FIRST, null);
        ModelVersion former = version(SECOND, lineage("g0"));
        ModelVersion present = version(new ModelRef("pets", 3), lineage("g1"));

        // When / Then
        assertThat(notice(Generations.NONE, imported)).isEmpty();
        assertThat(notice(Generations.NONE, imported, former))
                .hasValueSatisfying(notice -> assertThat(notice).contains("pets/2", "another pets.generations"));
        assertThat(notice(Generations.NONE, former, imported)).isPresent();
        assertThat(notice(Generations.NONE, former, present)).isEmpty();
    }

    @Test
    void shouldTakeWhatNamesNoLogForItsOwnUnlessThereIsNone() {
        // Given
        ModelVersion older = version(FIRST, lineage(null));
        drive.firstTeacher();

        // When / Then
        assertThat(notice(Generations.NONE, older)).isPresent();
        assertThat(notice(drive.generations, older)).isEmpty();
        GenerationPlan plan = Fixture.writtenBefore(drive.state("0").plan(), null);
        assertThat(LogChange.since(plan, Fixture.madeAgain("pets.labeled"))).isEmpty();
    }

    private static Optional<String> notice(Generations generations, ModelVersion... versions) {
        return LogReset.ofRegistry(TOPIC, "g1", generations, List.of(versions));
    }

    private static ModelVersion version(ModelRef model, @Nullable Lineage lineage) {
        return new ModelVersion(model, "0".repeat(64), 1, List.of("cat", "dog"), lineage, null, Fixture.NOW);
    }

    private static Lineage lineage(@Nullable String log) {
        TrainingRequest request = new TrainingRequest(
                "0-s0",
                "pets",
                0,
                0,
                Purpose.STUDENT,
                Fixture.recipe("mlp"),
                Fixture.pipeline(LOOP).selection(),
                1,
                null,
                TrainingRanges.supervised(List.of()),
                log,
                null,
                null,
                null);
        return new Lineage(request, Map.of());
    }
}
