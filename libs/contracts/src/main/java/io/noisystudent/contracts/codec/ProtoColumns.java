package io.noisystudent.contracts.codec;

import io.noisystudent.contracts.codec.v1.Model;
import io.noisystudent.contracts.codec.v1.Positions;
import io.noisystudent.contracts.codec.v1.Unreadable;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.SamplePositions;
import io.noisystudent.contracts.event.UnreadableSample;
import io.noisystudent.contracts.log.LogRange;
import java.util.ArrayList;
import java.util.List;

/** The parts that both Protobuf messages share. Decoding throws {@link IllegalArgumentException} on nonsense. */
final class ProtoColumns {
    private ProtoColumns() {}

    static Model model(ModelRef model) {
        return Model.newBuilder()
                .setName(model.name())
                .setVersion(model.version())
                .build();
    }

    static ModelRef model(Model model) {
        return new ModelRef(model.getName(), model.getVersion());
    }

    static io.noisystudent.contracts.codec.v1.Execution execution(Execution execution) {
        return io.noisystudent.contracts.codec.v1.Execution.newBuilder()
                .setProvider(execution.provider())
                .setPrecision(execution.precision())
                .setRuntime(execution.runtime())
                .build();
    }

    static Execution execution(io.noisystudent.contracts.codec.v1.Execution execution) {
        return new Execution(execution.getProvider(), execution.getPrecision(), execution.getRuntime());
    }

    static io.noisystudent.contracts.codec.v1.LogRange range(LogRange range) {
        return io.noisystudent.contracts.codec.v1.LogRange.newBuilder()
                .setTopic(range.topic())
                .setPartition(range.partition())
                .setFrom(range.from())
                .setTo(range.to())
                .build();
    }

    static LogRange range(io.noisystudent.contracts.codec.v1.LogRange range) {
        check(!range.getTopic().isEmpty(), "the range has no topic");
        return new LogRange(range.getTopic(), range.getPartition(), range.getFrom(), range.getTo());
    }

    static Positions positions(SamplePositions positions, LogRange range) {
        Positions.Builder columns = Positions.newBuilder();
        for (int row = 0; row < positions.size(); row++) {
            columns.addRelativeOffsets(relative(positions.offset(row), range));
            columns.addIndexes(positions.index(row));
        }
        return columns.build();
    }

    static SamplePositions positions(Positions columns, LogRange range) {
        int rows = columns.getRelativeOffsetsCount();
        check(columns.getIndexesCount() == rows, "positions have columns of different length");
        long[] offsets = new long[rows];
        int[] indexes = new int[rows];
        for (int row = 0; row < rows; row++) {
            offsets[row] = absolute(columns.getRelativeOffsets(row), range);
            indexes[row] = columns.getIndexes(row);
            check(indexes[row] >= 0, "index " + indexes[row] + " of a sample is negative");
        }
        return new SamplePositions(offsets, indexes);
    }

    static Unreadable unreadable(List<UnreadableSample> samples, LogRange range) {
        Unreadable.Builder columns = Unreadable.newBuilder();
        for (UnreadableSample sample : samples) {
            columns.addRelativeOffsets(relative(sample.offset(), range));
            columns.addCodes(sample.code().name());
        }
        return columns.build();
    }

    static List<UnreadableSample> unreadable(Unreadable columns, LogRange range) {
        int rows = columns.getRelativeOffsetsCount();
        check(columns.getCodesCount() == rows, "unreadable samples have columns of different length");
        List<UnreadableSample> samples = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            samples.add(new UnreadableSample(
                    absolute(columns.getRelativeOffsets(row), range), code(columns.getCodes(row))));
        }
        return samples;
    }

    static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** A newer labeler may have codes that this reader does not know; the sample or failure still counts. */
    static ErrorCode code(String name) {
        try {
            return ErrorCode.valueOf(name);
        } catch (IllegalArgumentException e) {
            return ErrorCode.INTERNAL;
        }
    }

    private static long relative(long offset, LogRange range) {
        check(offset >= range.from() && offset < range.to(), "offset " + offset + " is outside " + range);
        return offset - range.from();
    }

    private static long absolute(long relative, LogRange range) {
        check(relative >= 0 && relative < range.length(), "offset " + relative + " is outside " + range);
        return range.from() + relative;
    }
}
