package io.noisystudent.registry.testing;

import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.OmittedClass;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.Metrics;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.PairedComparison;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.registry.catalog.VersionCatalog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values for tests: a model of two classes. */
public final class Samples {
    public static final String MODEL = "digits";
    public static final List<String> CLASSES = List.of("cat", "dog");
    public static final Execution EXECUTION = new Execution("cpu", "fp32", "onnxruntime 1.28.0");

    private Samples() {}

    public static VersionCatalog.Artifact artifact(String content) {
        return new VersionCatalog.Artifact(
                Digests.sha256Hex(content.getBytes(StandardCharsets.UTF_8)), content.length(), CLASSES, List.of());
    }

    public static VersionDescription trained(String requestId) {
        return trained(requestId, TrainingRequest.Purpose.STUDENT);
    }

    public static VersionDescription trained(String requestId, TrainingRequest.Purpose purpose) {
        return trained(requestId, purpose, null);
    }

    /** @param log id of the log of generations that has the request */
    public static VersionDescription trained(String requestId, TrainingRequest.Purpose purpose, @Nullable String log) {
        TrainingRequest request = new TrainingRequest(
                requestId,
                MODEL,
                1,
                0,
                purpose,
                recipe(),
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

    /** Evidence on 100 validation samples, 50 of each class, at which the candidate is right on {@code right}. */
    public static ModelEvaluation evaluation(
            String id, int version, Split split, int right, @Nullable PairedComparison comparison) {
        int cats = right / 2;
        int dogs = right - cats;
        Metrics metrics = new Metrics(
                100,
                right / 100.0,
                0,
                1,
                1,
                0.3,
                0.1,
                List.of(cats / 50.0, dogs / 50.0),
                List.of(List.of((long) cats, 50L - cats), List.of(50L - dogs, (long) dogs)));
        return new ModelEvaluation(
                id,
                new ModelRef(MODEL, version),
                split,
                metrics,
                comparison,
                List.of(new LogRange("digits.labeled", 0, 0, 100)),
                TestRegistry.NOW);
    }

    /** Evidence about version 1 of another model, which has no teacher. */
    public static ModelEvaluation first(String model, String id) {
        ModelEvaluation plain = evaluation(id, 1, Split.VALIDATION, 80, null);
        return new ModelEvaluation(
                id, new ModelRef(model, 1), plain.split(), plain.metrics(), null, plain.data(), plain.at());
    }

    /** Evidence of a candidate that only it, and only the incumbent, is right on so many of 100 samples. */
    public static ModelEvaluation compared(
            String id, int version, int incumbent, int onlyCandidate, int onlyIncumbent) {
        int both = 60;
        return evaluation(
                id,
                version,
                Split.VALIDATION,
                both + onlyCandidate,
                comparison(incumbent, both, onlyCandidate, onlyIncumbent));
    }

    /** The same figures, measured under a condition. */
    public static ModelEvaluation under(@Nullable String condition, ModelEvaluation plain) {
        return evidence(plain, condition, plain.latency());
    }

    /** The same evidence with a latency. */
    public static ModelEvaluation measured(ModelEvaluation plain, Latency latency) {
        return evidence(plain, plain.condition(), latency);
    }

    private static ModelEvaluation evidence(
            ModelEvaluation plain, @Nullable String condition, @Nullable Latency latency) {
        return new ModelEvaluation(
                plain.id(),
                plain.model(),
                plain.split(),
                plain.metrics(),
                plain.comparison(),
                plain.data(),
                plain.at(),
                condition,
                latency);
    }

    /** What the training of a network with so many parameters says. */
    public static TrainingReport report(long parameters) {
        return report(parameters, null, null);
    }

    /** The same with classes that the training omitted, or those that a specialist knows. */
    public static TrainingReport report(
            long parameters, @Nullable List<OmittedClass> omitted, @Nullable List<String> known) {
        return new TrainingReport(
                "mlp",
                parameters,
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
                null,
                null,
                null,
                null,
                null,
                omitted,
                known);
    }

    public static PairedComparison comparison(int incumbent, int both, int onlyCandidate, int onlyIncumbent) {
        double recall = (both + onlyIncumbent) / 100.0;
        return new PairedComparison(
                new ModelRef(MODEL, incumbent),
                both,
                onlyCandidate,
                onlyIncumbent,
                100 - both - onlyCandidate - onlyIncumbent,
                0.5,
                0.5,
                (onlyCandidate - onlyIncumbent) / 100.0,
                -1,
                1,
                List.of(recall, recall));
    }

    private static Recipe recipe() {
        return new Recipe(
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
    }
}
