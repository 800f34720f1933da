package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.ControlConfig;
import io.noisystudent.contracts.config.ControlConfig.Every;
import io.noisystudent.contracts.config.ControlConfig.Match;
import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.config.CurriculumConfig.CollapseBounds;
import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.config.FixResConfig;
import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.LabelingConfig;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.config.SplitShares;
import io.noisystudent.contracts.config.TopicConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.ConfidenceHistogram;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.StudentResult.Accuracy;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.event.TaskFailure;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.teacher.curriculum.CurriculumEvent.Evaluated;
import io.noisystudent.teacher.curriculum.CurriculumEvent.EvaluationAnswered;
import io.noisystudent.teacher.curriculum.CurriculumEvent.LabelingAnswered;
import io.noisystudent.teacher.curriculum.CurriculumEvent.TrainingReported;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the tests of the curriculum have in common: a pipeline with two classes, and answers as services give them. */
final class Fixture {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final ModelRef FIRST = new ModelRef("pets", 1);
    static final ModelRef SECOND = new ModelRef("pets", 2);
    static final ControlConfig AT_THE_END = new ControlConfig(Match.IMAGES, Every.END);
    static final CurriculumConfig LOOP = new CurriculumConfig(
            new CurriculumKind.NoisyStudent(),
            2,
            2,
            1,
            false,
            1000,
            100,
            AT_THE_END,
            7,
            new CollapseBounds(0.1, 0.2, 0),
            FixResConfig.ON_REQUEST);

    private static final OptimizerConfig STUDENTS_OPTIMIZER = new OptimizerConfig(0.02, 0.9, 0, 0);

    /** Ids of topics. */
    static final Map<String, String> LOGS =
            Map.of("pets.generations", "g1", "pets.labeled", "l1", "pets.unlabeled", "u1", "pets.labeling-tasks", "t1");

    private static final TaskFailure EXPIRED = new TaskFailure(ErrorCode.LINEAGE_EXPIRED, "the log begins at 7");

    private Fixture() {}

    static PipelineConfig pipeline(CurriculumConfig curriculum) {
        return new PipelineConfig(
                "pets",
                new ImageShape(8, 8, 1),
                Resize.CROP,
                List.of("cat", "dog"),
                new SplitShares(0.8, 0.1, 0.1),
                new TopicConfig(2, 4, (short) 1),
                curriculum,
                new LabelingConfig(0.3, 100),
                new SelectionConfig(20, true, null, null, null, null, 1.5, null),
                new GateConfig(GateConfig.Mode.AUTO, Split.VALIDATION, List.of()),
                List.of(recipe("mlp"), recipe("cnn").withOptimizer(STUDENTS_OPTIMIZER)));
    }

    /** The default curriculum of a pipeline. */
    static Curriculum curriculum(PipelineConfig pipeline) {
        return new Curriculum(pipeline, new NoisyStudentRules(pipeline, CLOCK), CLOCK);
    }

    /** The same pipeline with other recipes. */
    static PipelineConfig with(PipelineConfig pipeline, List<Recipe> recipes) {
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
                recipes);
    }

    /** Another version of a pipeline, as a person edits it. */
    static PipelineConfig edited(PipelineConfig pipeline, ImageShape image, List<String> classes) {
        return new PipelineConfig(
                pipeline.name(),
                image,
                pipeline.resize(),
                classes,
                pipeline.splits(),
                pipeline.topics(),
                pipeline.curriculum(),
                pipeline.labeling(),
                pipeline.selection(),
                pipeline.gate(),
                pipeline.recipes());
    }

    static Recipe recipe(String network) {
        return new Recipe(
                network,
                3,
                0,
                16,
                4,
                new Recipe.Objective(true, 1, 0, null),
                new OptimizerConfig(0.1, 0.9, 0, 0),
                Noise.NONE,
                0,
                Phases.JOINT,
                null,
                null);
    }

    /** The same loop with another control. */
    static CurriculumConfig with(ControlConfig control) {
        return new CurriculumConfig(
                new CurriculumKind.NoisyStudent(),
                2,
                2,
                1,
                false,
                1000,
                100,
                control,
                7,
                LOOP.collapse(),
                FixResConfig.ON_REQUEST);
    }

    static CurriculumConfig students(int students) {
        return new CurriculumConfig(
                new CurriculumKind.NoisyStudent(),
                2,
                2,
                students,
                false,
                1000,
                100,
                AT_THE_END,
                7,
                LOOP.collapse(),
                FixResConfig.ON_REQUEST);
    }

    /** Two partitions of each log; the second has a third of the first's records. */
    static Observation seen(ModelRef teacher, long labeled, long unlabeled) {
        return new Observation(
                log("pets.labeled", labeled),
                log("pets.unlabeled", unlabeled),
                log("pets.pseudo-labels", 40),
                teacher,
                null,
                Map.of(),
                LOGS,
                true);
    }

    /** The same ids, but that of one topic, which was made again. */
    static Map<String, String> madeAgain(String topic) {
        Map<String, String> logs = new HashMap<>(LOGS);
        logs.put(topic, "another");
        return logs;
    }

    static Observation growing(Observation seen) {
        return new Observation(
                seen.labeled(),
                seen.unlabeled(),
                seen.pseudoLabels(),
                seen.teacher(),
                seen.named(),
                seen.starts(),
                seen.logs(),
                false);
    }

    static List<LogRange> log(String topic, long records) {
        return List.of(new LogRange(topic, 0, 0, records - records / 4), new LogRange(topic, 1, 0, records / 4));
    }

    /** An answer that accepts half of the range, evenly. */
    static LabelingAnswered answer(LabelingTask task) {
        long accepted = task.range().length() / 4 * 2;
        return answer(task, List.of(accepted / 2, accepted / 2));
    }

    static LabelingAnswered answer(LabelingTask task, List<Long> perClass) {
        long accepted = perClass.stream().mapToLong(Long::longValue).sum();
        long rejected = task.range().length() - accepted;
        return new LabelingAnswered(new TaskCompleted(
                task.id(),
                task.generation(),
                task.model(),
                task.range(),
                accepted,
                rejected,
                0,
                perClass,
                histogram(accepted + rejected),
                "labeler-1",
                1,
                1,
                null,
                null));
    }

    static ConfidenceHistogram histogram(long samples) {
        List<Long> empty = Collections.nCopies(ConfidenceHistogram.BINS, 0L);
        List<Long> first = new ArrayList<>(empty);
        first.set(0, samples);
        return new ConfidenceHistogram(List.of(first, empty));
    }

    /** 500 steps of 16 labeled rows; beside them four times as many pseudo-labeled ones from generation 1 on. */
    static TrainingReported trained(String requestId, ModelRef model, Double validation) {
        long imagePasses = requestId.matches("(0|control.*)-s0") ? 8_000 : 40_000;
        TrainingReport report = new TrainingReport(
                "cnn",
                10,
                500,
                1,
                1,
                0.1,
                "fp32",
                1,
                10,
                0,
                0,
                0,
                0,
                List.of(0, 0),
                0,
                validation,
                null,
                null,
                imagePasses,
                null,
                null,
                null,
                null,
                null);
        return new TrainingReported(new TrainingProgress.Completed(requestId, model, report));
    }

    /** The answer to a request for an ensemble. */
    static TrainingReported averaged(String requestId, ModelRef model, Double validation) {
        TrainingReport report = new TrainingReport(
                "ensemble",
                20,
                0,
                0,
                0,
                0,
                "fp32",
                1,
                10,
                0,
                0,
                0,
                0,
                List.of(),
                0,
                validation,
                null,
                null,
                0L,
                null,
                null,
                null,
                null,
                null);
        return new TrainingReported(new TrainingProgress.Completed(requestId, model, report));
    }

    static TrainingReported notTrained(String requestId, ErrorCode code) {
        return new TrainingReported(new TrainingProgress.Failed(requestId, code, "because"));
    }

    static EvaluationAnswered predicted(EvaluationTask task, long offset) {
        return new EvaluationAnswered(task.id(), task.model(), task.range(), offset, null);
    }

    /** The range of a task is gone. */
    static LabelingAnswered failed(LabelingTask task) {
        return new LabelingAnswered(TaskCompleted.failed(task, EXPIRED, "labeler-1"));
    }

    static EvaluationAnswered failed(EvaluationTask task) {
        return new EvaluationAnswered(task.id(), task.model(), task.range(), 3, EXPIRED);
    }

    static Evaluated evaluated(String generation, ModelRef model, Verdict.Outcome outcome) {
        Verdict verdict =
                new Verdict(model, outcome, List.of(new Verdict.RuleResult("not-worse", true, "p = 0.4")), null);
        return new Evaluated(generation, new Accuracy(20, 0.9, 0.7, 0.97), new Accuracy(40, 0.8, 0.6, 0.9), verdict);
    }

    static Evaluated measured(String generation) {
        return new Evaluated(generation, new Accuracy(20, 0.9, 0.7, 0.97), null, null);
    }

    /** The plan as an earlier version wrote it: without the pipeline's signature, and without ids of logs if they are null. */
    static GenerationPlan writtenBefore(GenerationPlan plan, @Nullable Map<String, String> logs) {
        return new GenerationPlan(
                plan.id(),
                plan.number(),
                plan.purpose(),
                plan.reason(),
                plan.recipe(),
                plan.teacher(),
                plan.labeled(),
                plan.unlabeled(),
                plan.taskSamples(),
                plan.answersFrom(),
                plan.openedAt(),
                logs,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
