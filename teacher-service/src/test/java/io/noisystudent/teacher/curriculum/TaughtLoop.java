package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.StudentResult.Accuracy;
import io.noisystudent.contracts.event.TrainingProgress.Completed;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import io.noisystudent.teacher.curriculum.CurriculumDecision.Finished;
import io.noisystudent.teacher.curriculum.CurriculumEvent.Evaluated;
import io.noisystudent.teacher.curriculum.CurriculumEvent.Observed;
import io.noisystudent.teacher.curriculum.CurriculumEvent.OpenRequested;
import io.noisystudent.teacher.curriculum.CurriculumEvent.TrainingReported;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** A pipeline with a teacher in every step, led from observation to observation. */
final class TaughtLoop {
    static final String SOFT = "objective: [{cross-entropy: {weight: 0.1, label-smoothing: 0.05}}, soft-targets]";
    static final String REFINED = "objective: [{soft-targets: {weight: 1, temperature: 1}}]";
    static final String TEACHER = "{network: big, steps: 5, batch-size: 10, learning-rate: 0.1}";
    static final String STUDENT =
            "{network: tiny, steps: 5, batch-size: 20, learning-rate: 0.2, early-stopping: {}, " + SOFT + "}";

    private static final Map<String, Long> PARAMETERS =
            Map.of("big", 10_000L, "mid", 3_000L, "low", 1_100L, "tiny", 1_000L);
    private static final JsonCodec<GenerationState> LOG = JsonCodec.of(GenerationState.class);

    final PipelineConfig pipeline;
    final CurriculumRules rules;
    final Drive drive;
    int version;

    /** The version that the kind names as teacher. */
    @Nullable
    ModelVersion named;

    TaughtLoop(String kind, String... recipes) {
        pipeline = pipeline(kind, recipes);
        rules = CurriculumRules.of(pipeline, PARAMETERS::get, Fixture.CLOCK);
        drive = new Drive(pipeline, rules);
    }

    /** Goes on from the log with another file, as the service does after a restart. */
    TaughtLoop restarted(String kind, String... recipes) {
        TaughtLoop next = new TaughtLoop(kind, recipes);
        next.version = version;
        next.drive.generations = Generations.of(drive.generations.all().stream()
                .map(state -> LOG.decode("pets.generations", LOG.encode(state)))
                .toList());
        return next;
    }

    private static PipelineConfig pipeline(String kind, String... recipes) {
        String control = kind.contains("control") ? "" : ", control: none";
        return PipelineConfigReader.parse(
                """
                pipeline:
                  name: pets
                  image: {height: 8, width: 8, channels: 1}
                  classes: [%s]
                  labeling: {task-samples: 100}
                  curriculum: {kind: %s%s}
                  recipes:
                """.formatted(kind.contains("specialists") ? "cat, dog, fox, owl" : "cat, dog", kind, control)
                        + "    - " + String.join("\n    - ", recipes),
                "pipeline.yaml");
    }

    static String network(String name, String objective) {
        return "{network: " + name + ", steps: 5" + (objective.isEmpty() ? "" : ", " + objective) + "}";
    }

    static ModelRef model(int number) {
        return new ModelRef("pets", number);
    }

    /** Of 2,000 parameters. */
    static ModelVersion imported(int number) {
        return imported(number, 8_000);
    }

    static ModelVersion imported(int number, long bytes) {
        return new ModelVersion(model(number), "0".repeat(64), bytes, List.of("cat", "dog"), null, null, Fixture.NOW);
    }

    Observation seen(@Nullable ModelRef teacher) {
        return seen(teacher, 400);
    }

    private Observation seen(@Nullable ModelRef teacher, long unlabeled) {
        Observation seen = Fixture.seen(teacher, 40, unlabeled);
        return new Observation(
                seen.labeled(),
                seen.unlabeled(),
                seen.pseudoLabels(),
                teacher,
                named,
                Map.of(),
                seen.logs(),
                seen.settled());
    }

    GenerationPlan open(@Nullable ModelRef teacher) {
        return openUnlabeled(teacher, 400);
    }

    /** Opens what a person asks for. */
    GenerationPlan ask(@Nullable ModelRef teacher) {
        GenerationState opened = drive.on(new OpenRequested(seen(teacher))).state();
        assertThat(opened).isNotNull();
        return opened.plan();
    }

    GenerationPlan openUnlabeled(@Nullable ModelRef teacher, long unlabeled) {
        GenerationState opened =
                drive.on(new Observed(seen(teacher, unlabeled))).state();
        assertThat(opened).isNotNull();
        return opened.plan();
    }

    /** Trains what is open as the next version, and weighs it. */
    void decide(GenerationPlan plan, @Nullable Double accuracy, Outcome outcome) {
        if (!plan.unlabeled().isEmpty()) {
            drive.label(plan.id());
        }
        version++;
        drive.on(trained(plan));
        drive.evaluate(plan.id());
        Verdict verdict = Fixture.evaluated(plan.id(), model(version), outcome).verdict();
        Accuracy validation = accuracy == null ? null : new Accuracy(20, accuracy, 0, 1);
        drive.on(new Evaluated(plan.id(), validation, null, plan.control() ? null : verdict));
    }

    private TrainingReported trained(GenerationPlan plan) {
        Completed like = (Completed)
                Fixture.trained(plan.id() + "-s0", model(version), 0.9).progress();
        TrainingReport report = like.report();
        return new TrainingReported(new Completed(
                like.requestId(),
                like.model(),
                new TrainingReport(
                        plan.recipe().network(),
                        PARAMETERS.getOrDefault(plan.recipe().network(), 0L),
                        report.steps(),
                        report.seconds(),
                        report.imagesPerSecond(),
                        report.loss(),
                        report.precision(),
                        report.threads(),
                        report.labeled(),
                        report.accepted(),
                        report.superseded(),
                        report.selected(),
                        report.duplicates(),
                        report.selectedPerClass(),
                        report.unreadable(),
                        report.validationAccuracy(),
                        null,
                        null,
                        report.imagePasses(),
                        null,
                        null,
                        null,
                        null,
                        null)));
    }

    /** A control of an earlier generation measured a network on labels alone. */
    void alone(String network, double accuracy) {
        GenerationPlan plan = drive.state("0").plan();
        String id = "control-" + (100 + version);
        GenerationPlan control = new GenerationPlan(
                id,
                100 + version,
                TrainingRequest.Purpose.CONTROL,
                "because",
                plan.recipe().withNetwork(network),
                model(1),
                plan.labeled(),
                List.of(),
                plan.taskSamples(),
                List.of(),
                plan.openedAt(),
                plan.logs(),
                plan.signature(),
                null,
                null,
                null,
                null,
                null);
        drive.generations = drive.generations.with(new GenerationState.Training(
                control,
                drive.state("0").labeling(),
                List.of(request(drive.requests("0").get(0), id + "-s0")),
                List.of(),
                List.of()));
        decide(control, accuracy, Outcome.PROMOTED);
    }

    private static TrainingRequest request(TrainingRequest like, String id) {
        return new TrainingRequest(
                id,
                like.model(),
                like.generation(),
                like.student(),
                TrainingRequest.Purpose.CONTROL,
                like.recipe(),
                like.selection(),
                like.seed(),
                null,
                like.data(),
                like.log(),
                null,
                null,
                null);
    }

    void assertFinished(@Nullable ModelRef teacher, String reason) {
        CurriculumDecision decision = rules.next(drive.generations, seen(teacher));
        assertThat(decision).isInstanceOf(Finished.class);
        assertThat(decision.reason()).contains(reason);
    }
}
