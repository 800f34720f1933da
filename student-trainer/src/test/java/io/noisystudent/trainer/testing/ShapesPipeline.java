package io.noisystudent.trainer.testing;

import io.noisystudent.contracts.codec.PseudoLabelsCodec;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.ConfidenceHistogram;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.LabelingSummary;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.ProbabilityMatrix;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.event.SamplePositions;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.trainer.training.Teachers;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pipeline {@code shapes} of {@link ShadedImages}, its requests and its labelers' answers. */
public final class ShapesPipeline {
    public static final Topics TOPICS = new Topics("shapes");
    public static final ModelRef TEACHER = new ModelRef("shapes", 1);
    public static final String YAML = """
            pipeline:
              name: shapes
              image: {height: 8, width: 8, channels: 1}
              classes: [dark, light, mixed]
              topics: {data-partitions: 1, task-partitions: 1}
              labeling: {min-confidence: 0.3, task-samples: 100}
              recipes:
                - {network: mlp, steps: 6, batch-size: 4}
            """;
    public static final PipelineConfig PIPELINE = PipelineConfigReader.parse(YAML, "test");

    /** For trainings that need no teacher's network. */
    public static final Teachers NO_TEACHERS = teacher -> {
        throw new IllegalArgumentException("nobody should ask for " + teacher);
    };

    private static final List<Long> NO_BINS = Collections.nCopies(ConfidenceHistogram.BINS, 0L);
    private static final ConfidenceHistogram NONE_REJECTED =
            new ConfidenceHistogram(List.of(NO_BINS, NO_BINS, NO_BINS));

    private ShapesPipeline() {}

    /** A request on these data; the student of generation 1 if there are pseudo-labels, else of generation 0. */
    public static TrainingRequest request(String id, TrainingRanges data) {
        return request(id, data, new SelectionConfig(SelectionConfig.AUTO, true));
    }

    /** The same with another selection. */
    public static TrainingRequest request(String id, TrainingRanges data, SelectionConfig selection) {
        boolean supervised = data.labelingTasks() == 0;
        return new TrainingRequest(
                id,
                "shapes",
                supervised ? 0 : 1,
                0,
                Purpose.STUDENT,
                PIPELINE.recipes().get(0),
                selection,
                7,
                supervised ? null : TEACHER,
                data,
                null,
                null,
                null,
                null);
    }

    /** The request's network and {@code small-cnn}, which learn from each other. */
    public static TrainingRequest cohort(TrainingRequest request) {
        Recipe recipe = request.recipe()
                .withObjective(Recipe.Objective.of(List.of(
                        new ObjectiveTerm.CrossEntropy(1, 0),
                        new ObjectiveTerm.Mutual(1, ObjectiveTerm.Update.SIMULTANEOUS, ObjectiveTerm.Rows.ALL))));
        return new TrainingRequest(
                request.id(),
                request.model(),
                request.generation(),
                0,
                request.purpose(),
                recipe,
                request.selection(),
                request.seed(),
                request.teacher(),
                request.data(),
                request.log(),
                List.of(new TrainingRequest.Peer(
                        request.id() + "-peer", 1, recipe.withNetwork("small-cnn"), request.seed() + 1)),
                null,
                null);
    }

    /** The same request as the control of its generation. */
    public static TrainingRequest control(TrainingRequest request) {
        return copy(request, Purpose.CONTROL, request.recipe(), null);
    }

    /** The same request in another log of generations. */
    public static TrainingRequest from(String log, TrainingRequest request) {
        return copy(request, request.purpose(), request.recipe(), log);
    }

    /** The same request with another recipe. */
    public static TrainingRequest with(Recipe recipe, TrainingRequest request) {
        return copy(request, request.purpose(), recipe, request.log());
    }

    private static TrainingRequest copy(TrainingRequest request, Purpose purpose, Recipe recipe, @Nullable String log) {
        return new TrainingRequest(
                request.id(),
                request.model(),
                request.generation(),
                request.student(),
                purpose,
                recipe,
                request.selection(),
                request.seed(),
                request.teacher(),
                request.data(),
                log,
                null,
                null,
                null);
    }

    /** A generation that is over without a student. */
    public static GenerationState.Failed ended(int number, ErrorCode code, String reason) {
        GenerationPlan plan = new GenerationPlan(
                Integer.toString(number),
                number,
                Purpose.STUDENT,
                "the first generation",
                PIPELINE.recipes().get(0),
                null,
                List.of(),
                List.of(),
                100,
                List.of(),
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        return new GenerationState.Failed(plan, LabelingSummary.NONE, List.of(), code, reason, Instant.EPOCH);
    }

    /** A teacher's answer that accepts one sample per row of probabilities. */
    public static PseudoLabels answer(
            String taskId, LogRange range, long[] offsets, int[] indexes, float... probabilities) {
        return new PseudoLabels(
                taskId,
                1,
                TEACHER,
                range,
                new SamplePositions(offsets, indexes),
                new ProbabilityMatrix(3, probabilities),
                NONE_REJECTED,
                List.of(),
                null);
    }

    /** Appends an answer to the topic of pseudo-labels. */
    public static void append(TopicLogs log, PseudoLabels answer) {
        byte[] bytes = new PseudoLabelsCodec().encode(answer);
        log.append(TOPICS.pseudoLabels(), answer.taskId(), bytes, Map.of());
    }

    /** Everything that the log holds, as one request's data. */
    public static TrainingRanges data(TopicLogs log, int labelingTasks, long samples) {
        return new TrainingRanges(
                List.of(log.all(TOPICS.labeled())),
                List.of(log.all(TOPICS.unlabeled())),
                List.of(log.all(TOPICS.pseudoLabels())),
                labelingTasks,
                samples);
    }
}
