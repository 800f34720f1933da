package io.noisystudent.testkit.registry;

import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.Metrics;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelSummary;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.PairedComparison;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.registryclient.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What every registry does, whether it is a fake or the service.
 *
 * <p>Its gate compares on the validation split, decides at once, and lets pass a candidate that is better than the teacher.
 */
public abstract class RegistryContract {
    /** Of every file that {@link #onnx} gives. */
    protected static final List<String> CLASSES = List.of("cat", "dog");

    private static final VersionDescription IMPORTED = new VersionDescription(null, null);

    /** Each test registers models of its own, as all use one registry. */
    private final String model = "contract-" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    private Path directory = Path.of("");

    /** The registry in question. */
    protected abstract Registry registry();

    /** A file that it takes; each number gives another. */
    protected abstract byte[] onnx(int number);

    @Test
    void shouldHaveNothingOfAModelThatIsNotRegistered() {
        // Given
        ModelRef absent = new ModelRef(model, 1);

        // Then
        assertThat(registry().models()).extracting(ModelSummary::name).doesNotContain(model);
        assertThat(registry().versions(model)).isEmpty();
        assertThat(registry().version(absent)).isEmpty();
        assertThat(registry().alias(model, AliasSlot.TEACHER)).isEmpty();
        assertThat(registry().verdict(absent)).isEmpty();
        Path target = directory.resolve("absent");
        assertRefused(ErrorCode.NOT_FOUND, () -> registry().downloadArtifact(absent, target));
        assertThat(target).doesNotExist();
    }

    @Test
    void shouldNumberVersionsInTheOrderOfTheirRegistration() {
        // When
        ModelVersion first = register(1);
        ModelVersion second = register(2);

        // Then
        assertThat(first.model()).isEqualTo(new ModelRef(model, 1));
        assertThat(second.model()).isEqualTo(new ModelRef(model, 2));
        assertThat(first.size()).isEqualTo(onnx(1).length);
        assertThat(first.classes()).isEqualTo(CLASSES);
        assertThat(registry().versions(model)).containsExactly(first, second);
        assertThat(registry().version(second.model())).contains(second);
        assertThat(registry().models()).contains(new ModelSummary(model, 2, 2, null));
    }

    @Test
    void shouldGiveTheSameVersionForTheSameFile() {
        // Given
        ModelVersion first = register(1);

        // When
        ModelVersion again = register(1);

        // Then
        assertThat(again).isEqualTo(first);
        assertThat(registry().versions(model)).hasSize(1);
    }

    @Test
    void shouldGiveTheSameVersionForTheSameRequestOfTheSameLog() {
        // Given
        ModelVersion first = register(1, trained("1-s0", "a-log"));

        // When
        ModelVersion again = register(2, trained("1-s0", "a-log"));
        ModelVersion other = register(3, trained("1-s0", "another-log"));

        // Then
        assertThat(again).isEqualTo(first);
        assertThat(first.lineage()).isEqualTo(trained("1-s0", "a-log").lineage());
        assertThat(registry().versions(model)).containsExactly(first, other);
    }

    @Test
    void shouldGiveBackTheFile() {
        // Given
        ModelVersion version = register(3);
        Path target = directory.resolve("target");

        // When
        registry().downloadArtifact(version.model(), target);

        // Then
        assertThat(target).hasBinaryContent(onnx(3));
        assertThat(registry().signatures(version.model())).isEmpty();
    }

    @Test
    void shouldMoveAnAliasFromItsCurrentRevisionOnly() {
        // Given
        register(1);
        register(2);
        AliasSlot first = registry().moveAlias(model, "canary", 0, move(1));

        // When
        assertRefused(ErrorCode.STALE_REVISION, () -> registry().moveAlias(model, "canary", 0, move(2)));
        AliasSlot second = registry().moveAlias(model, "canary", first.revision(), move(2));

        // Then
        assertThat(List.of(first.revision(), second.revision())).containsExactly(1L, 2L);
        assertThat(registry().alias(model, "canary")).contains(second);
        assertThat(registry().history(model, "canary")).containsExactly(first, second);
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.kind()).isEqualTo(AliasSlot.Kind.ALIAS);
    }

    @Test
    void shouldMoveNoAliasToAVersionThatIsNotThere() {
        // Given
        register(1);

        // Then
        assertRefused(ErrorCode.NOT_FOUND, () -> registry().moveAlias(model, "canary", 0, move(2)));
        assertThat(registry().alias(model, "canary")).isEmpty();
    }

    @Test
    void shouldKeepTheFirstEvidenceOfAName() {
        // Given
        ModelVersion version = register(1);
        ModelEvaluation first = registry().postEvaluation(evidence("validation", 1, 80, null));

        // When
        ModelEvaluation again = registry().postEvaluation(evidence("validation", 1, 80, null));

        // Then
        assertThat(again).isEqualTo(first);
        assertRefused(ErrorCode.SLOT_TAKEN, () -> registry().postEvaluation(evidence("validation", 1, 82, null)));
        assertThat(registry().evaluations(version.model())).containsExactly(first);
    }

    @Test
    void shouldPromoteOnceAndKeepTheVerdict() {
        // Given
        ModelVersion version = register(1);
        registry().postEvaluation(evidence("validation", 1, 80, null));

        // When
        Verdict verdict = registry().promote(version.model(), request("validation"));

        // Then
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.PROMOTED);
        assertThat(verdict.revision()).isEqualTo(1);
        assertThat(registry().promote(version.model(), request("validation"))).isEqualTo(verdict);
        assertThat(registry().verdict(version.model())).contains(verdict);
        AliasSlot teacher = registry().alias(model, AliasSlot.TEACHER).orElseThrow();
        assertThat(teacher.version()).isEqualTo(1);
        assertThat(teacher.kind()).isEqualTo(AliasSlot.Kind.PROMOTION);
        assertThat(teacher.evidence()).containsExactly("validation");
        assertThat(registry().models()).contains(new ModelSummary(model, 1, 1, 1));
    }

    @Test
    void shouldNotPromoteWithoutTheEvidence() {
        // Given
        ModelVersion version = register(1);

        // Then
        assertRefused(ErrorCode.NOT_FOUND, () -> registry().promote(version.model(), request("never-posted")));
        assertThat(registry().verdict(version.model())).isEmpty();
        assertThat(registry().alias(model, AliasSlot.TEACHER)).isEmpty();
    }

    @Test
    void shouldWantTheComparisonWithTheTeacherOfNow() {
        // Given
        ModelVersion first = register(1);
        ModelVersion second = register(2);
        registry().postEvaluation(evidence("first", 1, 80, null));
        registry().promote(first.model(), request("first"));
        registry().postEvaluation(evidence("alone", 2, 80, null));
        registry().postEvaluation(evidence("compared", 2, 80, betterThan(first.model())));

        // When
        assertRefused(ErrorCode.STALE_REVISION, () -> registry().promote(second.model(), request("alone")));
        Verdict verdict = registry().promote(second.model(), request("compared"));

        // Then
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.PROMOTED);
        assertThat(verdict.revision()).isEqualTo(2);
        assertRefused(ErrorCode.VERDICT_OUTDATED, () -> registry().promote(first.model(), request("first")));
    }

    @Test
    void shouldSayThatAPersonMadeTheCandidateTeacher() {
        // Given
        ModelVersion version = register(1);
        registry().postEvaluation(evidence("validation", 1, 80, null));
        registry().moveAlias(model, AliasSlot.TEACHER, 0, move(1));

        // Then
        assertRefused(ErrorCode.VERDICT_OUTDATED, () -> registry().promote(version.model(), request("validation")));
        assertThat(registry().alias(model, AliasSlot.TEACHER).orElseThrow().kind())
                .isEqualTo(AliasSlot.Kind.OVERRIDE);
    }

    private ModelVersion register(int number) {
        return register(number, IMPORTED);
    }

    private ModelVersion register(int number, VersionDescription description) {
        try {
            return registry().register(model, Files.write(directory.resolve("onnx"), onnx(number)), description);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private VersionDescription trained(String requestId, String log) {
        Recipe recipe = new Recipe(
                "mlp",
                1,
                0,
                8,
                1,
                new Recipe.Objective(true, 1, 0, null),
                new OptimizerConfig(0.1, 0.9, 0, 0.1),
                Noise.NONE,
                0.99,
                Phases.JOINT,
                null,
                null);
        TrainingRequest request = new TrainingRequest(
                requestId,
                model,
                1,
                0,
                TrainingRequest.Purpose.STUDENT,
                recipe,
                new SelectionConfig(SelectionConfig.AUTO, true),
                7,
                null,
                TrainingRanges.supervised(List.of(new LogRange("digits.labeled", 0, 0, 10))),
                log,
                null,
                null,
                null);
        return new VersionDescription(new Lineage(request, Map.of("java", "17")), null);
    }

    private static AliasMove move(int version) {
        return new AliasMove(version, "ann", "looks well", List.of());
    }

    private static PromotionRequest request(String evidence) {
        return new PromotionRequest("curriculum", "generation", List.of(evidence), false);
    }

    /** Evidence on 100 validation samples, 50 of each class. */
    private ModelEvaluation evidence(String id, int version, int right, @Nullable PairedComparison comparison) {
        int half = right / 2;
        Metrics metrics = new Metrics(
                100,
                right / 100.0,
                0,
                1,
                1,
                0.3,
                0.1,
                List.of(half / 50.0, half / 50.0),
                List.of(List.of((long) half, 50L - half), List.of(50L - half, (long) half)));
        return new ModelEvaluation(
                id,
                new ModelRef(model, version),
                Split.VALIDATION,
                metrics,
                comparison,
                List.of(new LogRange("digits.labeled", 0, 0, 100)),
                Instant.EPOCH);
    }

    /** Both are right on 60 samples, only the candidate on 20, only the teacher on none. */
    private static PairedComparison betterThan(ModelRef teacher) {
        return new PairedComparison(teacher, 60, 20, 0, 20, 0.5, 0.5, 0.2, -1, 1, List.of(0.6, 0.6));
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
