package io.noisystudent.contracts.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.noisystudent.contracts.event.ConfidenceHistogram;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.log.LogRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

import static io.noisystudent.contracts.codec.ProtoColumns.check;

/** {@link PseudoLabels} as Protobuf with packed columns; the schema is {@code io/noisystudent/v1/labels.proto}. */
public final class PseudoLabelsCodec implements MessageCodec<PseudoLabels> {
    @Override
    public byte[] encode(PseudoLabels labels) {
        var message = io.noisystudent.contracts.codec.v1.PseudoLabels.newBuilder()
                .setTaskId(labels.taskId())
                .setGeneration(labels.generation())
                .setModel(ProtoColumns.model(labels.model()))
                .setRange(ProtoColumns.range(labels.range()))
                .setAcceptedAt(ProtoColumns.positions(labels.acceptedAt(), labels.range()))
                .setProbabilities(ProbabilityColumns.encode(labels.probabilities()))
                .setBins(ConfidenceHistogram.BINS)
                .setUnreadable(ProtoColumns.unreadable(labels.unreadable(), labels.range()));
        labels.rejected().counts().forEach(message::addAllRejected);
        Execution execution = labels.execution();
        if (execution != null) {
            message.setExecution(ProtoColumns.execution(execution));
        }
        return message.build().toByteArray();
    }

    @Override
    public PseudoLabels decode(String topic, byte @Nullable [] value) {
        byte[] bytes = BadMessages.present(topic, PseudoLabels.class, value);
        try {
            return labels(io.noisystudent.contracts.codec.v1.PseudoLabels.parseFrom(bytes));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw BadMessages.refused(topic, PseudoLabels.class, String.valueOf(e.getMessage()), e);
        }
    }

    private static PseudoLabels labels(io.noisystudent.contracts.codec.v1.PseudoLabels message) {
        check(!message.getTaskId().isEmpty(), "it has no task id");
        LogRange range = ProtoColumns.range(message.getRange());
        return new PseudoLabels(
                message.getTaskId(),
                message.getGeneration(),
                ProtoColumns.model(message.getModel()),
                range,
                ProtoColumns.positions(message.getAcceptedAt(), range),
                ProbabilityColumns.decode(message.getProbabilities()),
                histogram(message.getBins(), message.getRejectedList()),
                ProtoColumns.unreadable(message.getUnreadable(), range),
                message.hasExecution() ? ProtoColumns.execution(message.getExecution()) : null);
    }

    private static ConfidenceHistogram histogram(int bins, List<Long> counts) {
        check(bins == ConfidenceHistogram.BINS, bins + " bins; this version knows " + ConfidenceHistogram.BINS);
        check(counts.size() % bins == 0, counts.size() + " counts in rows of " + bins);
        check(counts.stream().allMatch(count -> count >= 0), "a count is negative");
        List<List<Long>> perClass = new ArrayList<>();
        for (int from = 0; from < counts.size(); from += bins) {
            perClass.add(counts.subList(from, from + bins));
        }
        return new ConfidenceHistogram(perClass);
    }
}
