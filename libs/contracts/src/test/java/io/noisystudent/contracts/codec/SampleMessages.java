package io.noisystudent.contracts.codec;

import io.noisystudent.contracts.Fixtures;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.PipelineSignature;
import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.Warning;
import io.noisystudent.contracts.event.ConfidenceHistogram;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.LabelDoubt;
import io.noisystudent.contracts.event.LabelingSummary;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.OmittedClass;
import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.contracts.event.ProbabilityMatrix;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.event.SamplePositions;
import io.noisystudent.contracts.event.Specialist;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.event.TaskFailure;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.UnreadableSample;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.Metrics;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.PairedComparison;
import io.noisystudent.contracts.registry.Problem;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.contracts.registry.VersionDescription;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One value of every type of message, by the name of its golden file. */
final class SampleMessages {
    static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    static final ModelRef MODEL = new ModelRef("animals", 17);
    static final LogRange RANGE = new LogRange("animals.unlabeled", 2, 4096, 6144);

    static final Execution EXECUTION = new Execution("cuda", "tf32", "onnxruntime 1.28.0");

    private static final String DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    static final TaskFailure FAILURE = new TaskFailure(ErrorCode.LINEAGE_EXPIRED, "the log begins at 5000");
    private static final LabelingSummary SUMMARY = new LabelingSummary(3, 3, 5, 2, 1, List.of(3L, 1L, 1L));

    private SampleMessages() {}

    /** Values whose type is the class itself or, for a member of a sealed family, the family. */
    static Map<String, Object> json() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("labeling-task", new LabelingTask("2-7", 2, MODEL, RANGE, 0.3));
        values.put(
                "evaluation-task",
                new EvaluationTask("2-e-17-0", "2", MODEL, new LogRange("animals.labeled", 0, 0, 99)));
        values.put(
                "task-completed",
                new TaskCompleted(
                        "2-7",
                        2,
                        MODEL,
                        RANGE,
                        2,
                        1,
                        1,
                        List.of(1L, 0L, 1L),
                        histogram(3, 1),
                        "labeler-a",
                        12,
                        34,
                        EXECUTION,
                        null));
        values.put(
                "task-failed",
                TaskCompleted.failed(new LabelingTask("2-7", 2, MODEL, RANGE, 0.3), FAILURE, "labeler-a"));
        values.put("training-request", request(null, null, null));
        values.put("training-request-of-a-log", request("GfDm4yQVTGOhJ3YlMXgtUg", null, null));
        values.put(
                "training-request-of-a-cohort",
                request(null, List.of(new TrainingRequest.Peer("2-s1", 1, Fixtures.recipe(), 43)), null));
        values.put(
                "training-request-of-an-ensemble",
                request(null, null, new Ensemble(List.of(MODEL, new ModelRef("animals", 18)), Average.PROBABILITIES)));
        values.put("training-request-of-a-specialist", request(null, null, null, new Specialist(1, 2)));
        values.put(
                "training-request-of-specialists-together",
                request(null, null, Ensemble.ofSpecialists(MODEL, List.of(new ModelRef("animals", 18)))));
        values.put(
                "training-progress-completed-of-omitted-classes",
                new TrainingProgress.Completed(
                        "2-s0",
                        MODEL,
                        report(
                                null,
                                List.of(new OmittedClass(
                                        "eel",
                                        40,
                                        12,
                                        new OmittedClass.Errors(15, 11, 0),
                                        2.5,
                                        new OmittedClass.Errors(7, 2, 3))),
                                List.of("cat", "dog"))));
        values.put("training-progress-running", new TrainingProgress.Running("2-s0", 10, 100, 1.25, 512.5));
        values.put("training-progress-completed", new TrainingProgress.Completed("2-s0", MODEL, report()));
        values.put(
                "training-progress-completed-of-votes",
                new TrainingProgress.Completed(
                        "2-s0",
                        MODEL,
                        report(new LabelDoubt(
                                3, 8, 1, 2, List.of(new LabelDoubt.AnnotatorEstimate("ann-2", 5, 0.625))))));
        values.put(
                "training-progress-failed",
                new TrainingProgress.Failed("2-s0", ErrorCode.NO_TRAINING_DATA, "no sample of the split train"));
        generations(values);
        models(values);
        registry(values);
        return values;
    }

    static PseudoLabels pseudoLabels() {
        return new PseudoLabels(
                "2-7",
                2,
                MODEL,
                RANGE,
                new SamplePositions(new long[] {4096, 4100, 6143}, new int[] {0, 3, 0}),
                new ProbabilityMatrix(3, new float[] {0.75f, 0.25f, 0, 0, 1, 0, 0.125f, 0.25f, 0.625f}),
                histogram(3, 2),
                List.of(
                        new UnreadableSample(4099, ErrorCode.TRUNCATED_IMAGE),
                        new UnreadableSample(4101, ErrorCode.UNKNOWN_CONTENT_TYPE)),
                EXECUTION);
    }

    static Predictions predictions() {
        return new Predictions(
                "2-e-17-0",
                "2",
                MODEL,
                new LogRange("animals.labeled", 0, 0, 99),
                new SamplePositions(new long[] {5, 98}, new int[] {0, 1}),
                List.of(2, 0),
                List.of(Split.VALIDATION, Split.TEST),
                new ProbabilityMatrix(3, new float[] {0.25f, 0.25f, 0.5f, 1, 0, 0}),
                List.of(new UnreadableSample(7, ErrorCode.UNKNOWN_LABEL)),
                EXECUTION,
                new Latency(3.5, 32, 25, EXECUTION),
                null);
    }

    static ConfidenceHistogram histogram(int classes, long filled) {
        List<List<Long>> counts = new java.util.ArrayList<>();
        for (int label = 0; label < classes; label++) {
            Long[] bins = Collections.nCopies(ConfidenceHistogram.BINS, 0L).toArray(new Long[0]);
            bins[ConfidenceHistogram.bin(label * 0.5)] = filled + label;
            counts.add(List.of(bins));
        }
        return new ConfidenceHistogram(counts);
    }

    private static void generations(Map<String, Object> values) {
        GenerationPlan plan = plan(null, null);
        GenerationPlan signed = plan(
                Map.of("animals.unlabeled", "x5Jm1wZ7QvGc0n2Y8kT4bA"),
                new PipelineSignature(new ImageShape(8, 8, 1), List.of("cat", "dog", "eel")));
        StudentResult student = new StudentResult(
                "2-s0", new ModelRef("animals", 18), report(), new StudentResult.Accuracy(40, 0.9, 0.77, 0.96), null);
        List<StudentResult> students = List.of(student);
        values.put("generation-labeling", new GenerationState.Labeling(plan, SUMMARY, "Bw=="));
        values.put(
                "generation-training",
                new GenerationState.Training(
                        plan,
                        SUMMARY,
                        List.of(request(null, null, null)),
                        students,
                        List.of(new GenerationState.StudentFailure(
                                "2-s1", ErrorCode.TRAINING_DIVERGED, "loss is NaN"))));
        values.put("generation-of-a-cohort", new GenerationState.Labeling(cohort(plan), SUMMARY, "AQ=="));
        values.put("generation-of-specialists", new GenerationState.Labeling(specialists(plan), SUMMARY, "AQ=="));
        values.put(
                "generation-evaluating",
                new GenerationState.Evaluating(
                        plan, SUMMARY, students, student, List.of("2-e-18-0"), Map.of("2-e-17-0", 5L), null));
        values.put(
                "generation-promoted",
                new GenerationState.Promoted(plan, SUMMARY, students, student, "not worse: p = 0.41", AT));
        values.put(
                "generation-rejected",
                new GenerationState.Rejected(plan, SUMMARY, students, student, "worse: p = 0.01", AT));
        values.put(
                "generation-measured",
                new GenerationState.Measured(control(plan), LabelingSummary.NONE, students, student, AT));
        values.put(
                "generation-failed",
                new GenerationState.Failed(
                        signed, SUMMARY, List.of(), ErrorCode.LABELS_COLLAPSED, "2 of 3 classes are empty", AT));
    }

    /** The control of an imported network's student. */
    private static GenerationPlan control(GenerationPlan student) {
        return new GenerationPlan(
                "control-2",
                2,
                TrainingRequest.Purpose.CONTROL,
                "the control of generation 2",
                student.recipe(),
                new ModelRef("animals", 18),
                student.labeled(),
                List.of(),
                student.taskSamples(),
                List.of(),
                AT,
                null,
                null,
                MODEL,
                null,
                null,
                null,
                null);
    }

    private static GenerationPlan cohort(GenerationPlan student) {
        return new GenerationPlan(
                student.id(),
                student.number(),
                student.purpose(),
                student.reason(),
                student.recipe(),
                student.teacher(),
                student.labeled(),
                student.unlabeled(),
                student.taskSamples(),
                student.answersFrom(),
                AT,
                null,
                null,
                null,
                "mutual-learning",
                List.of(Fixtures.recipe().withNetwork("mlp")),
                null,
                null);
    }

    private static GenerationPlan specialists(GenerationPlan student) {
        return new GenerationPlan(
                student.id(),
                student.number(),
                student.purpose(),
                student.reason(),
                student.recipe(),
                student.teacher(),
                student.labeled(),
                student.unlabeled(),
                student.taskSamples(),
                student.answersFrom(),
                AT,
                null,
                null,
                null,
                "specialists",
                null,
                null,
                2);
    }

    private static GenerationPlan plan(@Nullable Map<String, String> logs, @Nullable PipelineSignature signature) {
        return new GenerationPlan(
                "2",
                2,
                TrainingRequest.Purpose.STUDENT,
                "the last generation was promoted",
                Fixtures.recipe(),
                MODEL,
                List.of(new LogRange("animals.labeled", 0, 0, 99)),
                List.of(RANGE),
                2048,
                List.of(new LogRange("animals.pseudo-labels", 0, 8, 8)),
                AT,
                logs,
                signature,
                null,
                null,
                null,
                null,
                null);
    }

    private static void models(Map<String, Object> values) {
        values.put("model-registered", new ModelEvent.ModelRegistered(MODEL, DIGEST, 2, "2-s0", AT));
        values.put("model-promoted", new ModelEvent.ModelPromoted(MODEL, "teacher", 3, 16, AT));
        values.put("model-rejected", new ModelEvent.ModelRejected(MODEL, "teacher", List.of("worse: p = 0.01"), AT));
    }

    private static void registry(Map<String, Object> values) {
        values.put(
                "alias-slot",
                new AliasSlot(
                        "animals",
                        "teacher",
                        1,
                        17,
                        null,
                        "gate",
                        "passed",
                        List.of("e1"),
                        List.of(),
                        "n-1",
                        AT,
                        null));
        values.put(
                "alias-slot-override",
                new AliasSlot(
                        "animals",
                        "teacher",
                        2,
                        18,
                        "0".repeat(64),
                        "token:ann",
                        "by eye",
                        List.of(),
                        List.of(),
                        "n-2",
                        AT,
                        AliasSlot.Kind.OVERRIDE));
        values.put(
                "evaluation",
                new ModelEvaluation(
                        "2-validation-v17",
                        MODEL,
                        Split.VALIDATION,
                        new Metrics(
                                4,
                                0.75,
                                0.3,
                                0.95,
                                1,
                                0.5,
                                0.1,
                                List.of(1.0, 0.5),
                                List.of(List.of(2L, 0L), List.of(1L, 1L))),
                        new PairedComparison(
                                new ModelRef("animals", 16), 2, 1, 0, 1, 1, 0.5, 0.25, -0.1, 0.6, List.of(1.0, 0.0)),
                        List.of(new LogRange("animals.labeled", 0, 0, 99)),
                        AT));
        values.put(
                "evaluation-with-latency",
                new ModelEvaluation(
                        "2-validation-v17",
                        MODEL,
                        Split.VALIDATION,
                        new Metrics(1, 1, 0.2, 1, 1, 0.5, 0.1, List.of(1.0), List.of(List.of(1L))),
                        null,
                        List.of(),
                        AT,
                        null,
                        new Latency(3.5, 32, 25, EXECUTION)));
        values.put(
                "model-version",
                new ModelVersion(
                        MODEL,
                        DIGEST,
                        1234,
                        List.of("cat", "dog", "eel"),
                        new Lineage(request(null, null, null), Map.of("java", "17.0.15")),
                        report(),
                        AT,
                        List.of(new Warning(ErrorCode.FOLDED_NORMALIZATION, "net", "export it again"))));
        values.put("version-description", new VersionDescription(null, null));
        values.put("promotion-request", new PromotionRequest("teacher-service", "generation 2", List.of("e1"), false));
        values.put(
                "verdict",
                new Verdict(
                        MODEL,
                        Verdict.Outcome.PROMOTED,
                        List.of(
                                new Verdict.RuleResult("not-worse", true, "p = 0.41", 16),
                                new Verdict.RuleResult("min-samples", true, "100")),
                        3L));
        values.put(
                "problem",
                new Problem("Not found", 404, ErrorCode.NOT_FOUND, "animals/99", "there is no such version"));
    }

    private static TrainingRequest request(
            @Nullable String log, @Nullable List<TrainingRequest.Peer> peers, @Nullable Ensemble ensemble) {
        return request(log, peers, ensemble, null);
    }

    private static TrainingRequest request(
            @Nullable String log,
            @Nullable List<TrainingRequest.Peer> peers,
            @Nullable Ensemble ensemble,
            @Nullable Specialist specialist) {
        return new TrainingRequest(
                "2-s0",
                "animals",
                2,
                0,
                TrainingRequest.Purpose.STUDENT,
                Fixtures.recipe(),
                new SelectionConfig(SelectionConfig.AUTO, true),
                42,
                MODEL,
                new TrainingRanges(
                        List.of(new LogRange("animals.labeled", 0, 0, 99)),
                        List.of(RANGE),
                        List.of(new LogRange("animals.pseudo-labels", 0, 8, 12)),
                        1,
                        2048),
                log,
                peers,
                ensemble,
                specialist);
    }

    private static TrainingReport report() {
        return report(null);
    }

    private static TrainingReport report(@Nullable LabelDoubt doubt) {
        return report(doubt, null, null);
    }

    private static TrainingReport report(
            @Nullable LabelDoubt doubt, @Nullable List<OmittedClass> omitted, @Nullable List<String> known) {
        return new TrainingReport(
                "wrn-10-1",
                77_850,
                100,
                12.5,
                512,
                0.75,
                "float32",
                2,
                30,
                5,
                1,
                4,
                2,
                List.of(2, 1, 1),
                0,
                null,
                null,
                17,
                6_500L,
                "auto",
                List.of(new TrainingReport.TermSummary("cross-entropy", 0.5, 1)),
                doubt,
                omitted,
                known);
    }
}
