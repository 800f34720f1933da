package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.LabelingSummary;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.teacher.curriculum.Curriculum;
import io.noisystudent.teacher.curriculum.CurriculumEvent;
import io.noisystudent.teacher.curriculum.CurriculumEvent.Evaluated;
import io.noisystudent.teacher.curriculum.CurriculumTransaction;
import io.noisystudent.teacher.curriculum.Generations;
import io.noisystudent.teacher.curriculum.NoisyStudentRules;
import io.noisystudent.teacher.testing.Answers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Evaluations that end with an error, as the owner's thread asks for them. */
class EvaluationWorkerTest {
    private static final PipelineConfig PIPELINE = PipelineConfigReader.parse("""
            pipeline:
              name: pets
              image: {height: 8, width: 8, channels: 1}
              classes: [cat, dog]
              recipes: [{network: mlp, steps: 5}]
            """, "test");

    private final AtomicInteger attempts = new AtomicInteger();
    private final ErrorCount errors = new ErrorCount();
    private final List<CurriculumEvent> results = new ArrayList<>();

    @Test
    void shouldFailTheGenerationAfterAFewTriesWithoutMemory() {
        // Given
        try (EvaluationWorker evaluationWorker = evaluationWorker(state -> {
            attempts.incrementAndGet();
            return new Evaluated(state.plan().id(), accuracy(new long[Integer.MAX_VALUE]), null, null);
        })) {
            // When
            runUntilThereIsAResult(evaluationWorker);

            // Then
            assertThat(attempts).hasValue(3);
            assertThat(evaluationWorker.obstacle()).contains("failed 3 times", "OutOfMemoryError");
            CurriculumTransaction transaction = new CurriculumTransaction(
                    new Curriculum(PIPELINE, new NoisyStudentRules(PIPELINE, clock()), clock()), generations());
            transaction.apply(results.get(0));
            GenerationState state = transaction.generations().find("1").orElseThrow();
            assertThat(state).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY);
                assertThat(failed.reason())
                        .contains(
                                "1 evaluation tasks on 10 labeled records",
                                "the heap may take",
                                "give teacher-service");
            });
        }
    }

    /** A passing failure is reported until it has passed; with anything else the generation ends. */
    @ParameterizedTest
    @EnumSource
    void shouldEndTheGenerationOrSayWhatIsInTheWay(ErrorCode code) {
        // Given
        List<String> obstacles = new ArrayList<>();
        AtomicReference<EvaluationWorker> itself = new AtomicReference<>();
        try (EvaluationWorker evaluationWorker = evaluationWorker(state -> {
            if (attempts.incrementAndGet() <= 2) {
                throw new NoisyStudentException(code, "registry", "detail");
            }
            obstacles.add(itself.get().obstacle());
            return new Evaluated(state.plan().id(), null, null, null);
        })) {
            itself.set(evaluationWorker);

            // When
            runUntilThereIsAResult(evaluationWorker);

            // Then
            if (results.get(0) instanceof CurriculumEvent.EvaluationFailed failed) {
                assertThat(failed.code()).isEqualTo(code);
                assertThat(failed.detail()).isEqualTo("registry: detail");
            } else {
                assertThat(obstacles).containsExactly(code + " registry: detail");
                assertThat(evaluationWorker.obstacle()).isNull();
            }
        }
    }

    @Test
    void shouldGoOnCountingInAnotherLeaderTerm() {
        // Given
        Function<Evaluating, CurriculumEvent> broken = state -> {
            attempts.incrementAndGet();
            throw new NoClassDefFoundError("io/example/Missing");
        };
        try (EvaluationWorker first = evaluationWorker(broken)) {
            first.consider(generations(), 0);
            await().until(() -> first.obstacle() != null);
        }

        // When
        try (EvaluationWorker second = evaluationWorker(broken)) {
            runUntilThereIsAResult(second);
        }

        // Then
        assertThat(attempts).hasValue(3);
        assertThat(results.get(0))
                .isInstanceOfSatisfying(CurriculumEvent.EvaluationFailed.class, failed -> assertThat(failed.code())
                        .isEqualTo(ErrorCode.INTERNAL));
    }

    static List<RuntimeException> failuresOfInterruptedWork() {
        return List.of(
                new NoisyStudentException(ErrorCode.REGISTRY_UNAVAILABLE, "registry", "was not asked to the end"),
                new IllegalStateException("interrupted"));
    }

    @ParameterizedTest
    @MethodSource("failuresOfInterruptedWork")
    void shouldNotLetTheNextGenerationWaitForTheEvaluationOfOneThatIsOver(RuntimeException failure) {
        // Given
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        try (EvaluationWorker evaluationWorker = evaluationWorker(state -> {
            if (attempts.incrementAndGet() > 1) {
                return new Evaluated(state.plan().id(), null, null, null);
            }
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                interrupted.incrementAndGet();
            }
            throw failure;
        })) {
            evaluationWorker.consider(generations(), 0);
            await().until(() -> attempts.get() == 1);

            // When
            evaluationWorker.consider(Generations.NONE, 1);
            await().until(() -> interrupted.get() == 1);

            // Then
            runUntilThereIsAResult(evaluationWorker);
            assertThat(results).singleElement().isInstanceOf(Evaluated.class);
            assertThat(evaluationWorker.obstacle()).isNull();
        }
    }

    @Test
    void shouldForgetErrorsThatPassed() {
        // Given
        Evaluated passed = new Evaluated("1", null, null, null);
        try (EvaluationWorker evaluationWorker = evaluationWorker(state -> {
            if (attempts.incrementAndGet() % 3 != 0) {
                throw new OutOfMemoryError("Java heap space");
            }
            return passed;
        })) {
            // When
            runUntilThereIsAResult(evaluationWorker);
            runUntilThereIsAResult(evaluationWorker);

            // Then
            assertThat(results).containsExactly(passed, passed);
            assertThat(attempts).hasValue(6);
        }
    }

    private void runUntilThereIsAResult(EvaluationWorker evaluationWorker) {
        int before = results.size();
        await().pollInterval(Duration.ofMillis(2)).until(() -> {
            results.addAll(evaluationWorker.results());
            if (results.size() == before) {
                evaluationWorker.consider(generations(), 0);
            }
            return results.size() > before;
        });
    }

    private EvaluationWorker evaluationWorker(Function<Evaluating, CurriculumEvent> evaluation) {
        return new EvaluationWorker(evaluation, 0, errors);
    }

    /** Never comes to an answer: its argument does not fit into any heap. */
    private static StudentResult.Accuracy accuracy(long[] scores) {
        return new StudentResult.Accuracy(scores.length, 1, 1, 1);
    }

    private static Clock clock() {
        return Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    }

    private static Generations generations() {
        GenerationPlan plan = new GenerationPlan(
                "1",
                1,
                Purpose.STUDENT,
                "because",
                PIPELINE.recipe(0),
                null,
                List.of(new LogRange("pets.labeled", 0, 0, 10)),
                List.of(),
                10,
                List.of(),
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        TrainingReport report = Answers.report();
        StudentResult student = new StudentResult("1-s0", new ModelRef("pets", 2), report, null, null);
        return Generations.NONE.with(new Evaluating(
                plan, LabelingSummary.NONE, List.of(student), student, List.of(), Map.of("1-e-2-0", 3L), null));
    }
}
