package io.noisystudent.contracts.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.noisystudent.contracts.codec.v1.Failure;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.contracts.event.ProbabilityMatrix;
import io.noisystudent.contracts.event.TaskFailure;
import io.noisystudent.contracts.log.LogRange;
import org.jspecify.annotations.Nullable;

import static io.noisystudent.contracts.codec.ProtoColumns.check;
import static java.util.Objects.requireNonNull;

/** {@link Predictions} as Protobuf with packed columns; the schema is {@code io/noisystudent/v1/labels.proto}. */
public final class PredictionsCodec implements MessageCodec<Predictions> {
    @Override
    public byte[] encode(Predictions predictions) {
        TaskFailure failure = predictions.failure();
        return failure == null ? done(predictions) : failed(predictions, failure);
    }

    private static byte[] failed(Predictions predictions, TaskFailure failure) {
        io.noisystudent.contracts.codec.v1.Predictions.Builder message =
                io.noisystudent.contracts.codec.v1.Predictions.newBuilder()
                        .setTaskId(predictions.taskId())
                        .setGeneration(predictions.generation())
                        .setFailure(Failure.newBuilder()
                                .setCode(failure.code().name())
                                .setDetail(failure.detail()));
        ModelRef model = predictions.model();
        if (model != null) {
            message.setModel(ProtoColumns.model(model));
        }
        LogRange range = predictions.range();
        if (range != null) {
            message.setRange(ProtoColumns.range(range));
        }
        return message.build().toByteArray();
    }

    private static byte[] done(Predictions predictions) {
        LogRange range = requireNonNull(predictions.range(), "range is null");
        var message = io.noisystudent.contracts.codec.v1.Predictions.newBuilder()
                .setTaskId(predictions.taskId())
                .setGeneration(predictions.generation())
                .setModel(ProtoColumns.model(requireNonNull(predictions.model(), "model is null")))
                .setRange(ProtoColumns.range(range))
                .setPositions(ProtoColumns.positions(predictions.positions(), range))
                .addAllLabels(predictions.labels())
                .addAllSplits(predictions.splits().stream()
                        .map(PredictionsCodec::split)
                        .toList())
                .setProbabilities(ProbabilityColumns.encode(predictions.probabilities()))
                .setUnreadable(ProtoColumns.unreadable(predictions.unreadable(), range));
        Execution execution = predictions.execution();
        if (execution != null) {
            message.setExecution(ProtoColumns.execution(execution));
        }
        Latency latency = predictions.latency();
        if (latency != null) {
            message.setLatency(latency(latency));
        }
        return message.build().toByteArray();
    }

    @Override
    public Predictions decode(String topic, byte @Nullable [] value) {
        byte[] bytes = BadMessages.present(topic, Predictions.class, value);
        try {
            return predictions(io.noisystudent.contracts.codec.v1.Predictions.parseFrom(bytes));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw BadMessages.refused(topic, Predictions.class, String.valueOf(e.getMessage()), e);
        }
    }

    private static Predictions predictions(io.noisystudent.contracts.codec.v1.Predictions message) {
        check(!message.getTaskId().isEmpty(), "it has no task id");
        if (message.hasFailure()) {
            Failure failure = message.getFailure();
            return Predictions.failed(
                    message.getTaskId(),
                    message.getGeneration(),
                    message.hasModel() ? ProtoColumns.model(message.getModel()) : null,
                    message.hasRange() ? ProtoColumns.range(message.getRange()) : null,
                    new TaskFailure(ProtoColumns.code(failure.getCode()), failure.getDetail()));
        }
        LogRange range = ProtoColumns.range(message.getRange());
        ProbabilityMatrix probabilities = ProbabilityColumns.decode(message.getProbabilities());
        check(
                message.getLabelsList().stream().allMatch(label -> label >= 0 && label < probabilities.classes()),
                "a label is none of the " + probabilities.classes() + " classes");
        return new Predictions(
                message.getTaskId(),
                message.getGeneration(),
                ProtoColumns.model(message.getModel()),
                range,
                ProtoColumns.positions(message.getPositions(), range),
                message.getLabelsList(),
                message.getSplitsList().stream().map(PredictionsCodec::split).toList(),
                probabilities,
                ProtoColumns.unreadable(message.getUnreadable(), range),
                message.hasExecution() ? ProtoColumns.execution(message.getExecution()) : null,
                message.hasLatency() ? latency(message) : null,
                null);
    }

    private static io.noisystudent.contracts.codec.v1.Latency latency(Latency latency) {
        return io.noisystudent.contracts.codec.v1.Latency.newBuilder()
                .setBatchMillis(latency.batchMillis())
                .setBatchSize(latency.batchSize())
                .setRuns(latency.runs())
                .build();
    }

    private static Latency latency(io.noisystudent.contracts.codec.v1.Predictions message) {
        io.noisystudent.contracts.codec.v1.Latency latency = message.getLatency();
        return new Latency(
                latency.getBatchMillis(),
                latency.getBatchSize(),
                latency.getRuns(),
                ProtoColumns.execution(message.getExecution()));
    }

    private static io.noisystudent.contracts.codec.v1.Split split(Split split) {
        return switch (split) {
            case TRAIN -> io.noisystudent.contracts.codec.v1.Split.SPLIT_TRAIN;
            case VALIDATION -> io.noisystudent.contracts.codec.v1.Split.SPLIT_VALIDATION;
            case TEST -> io.noisystudent.contracts.codec.v1.Split.SPLIT_TEST;
        };
    }

    private static Split split(io.noisystudent.contracts.codec.v1.Split split) {
        return switch (split) {
            case SPLIT_TRAIN -> Split.TRAIN;
            case SPLIT_VALIDATION -> Split.VALIDATION;
            case SPLIT_TEST -> Split.TEST;
            case SPLIT_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("unknown split " + split);
        };
    }
}
