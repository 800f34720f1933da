package io.noisystudent.contracts.sample;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Reads the public contract of inbound records: key, content type, labels and split.
 *
 * <p>A record that breaks it is refused with a {@link NoisyStudentException} whose subject is its position. Immutable.
 */
public final class InboundRecordParser {
    private static final String CONTENT_TYPE = "content-type";
    private static final String LABEL = "label";
    private static final String SPLIT = "split";

    private final List<String> classes;
    private final Map<String, Integer> labels = new HashMap<>();
    private final SplitRule splits;

    public InboundRecordParser(PipelineConfig pipeline) {
        this.classes = pipeline.classes();
        this.splits = new SplitRule(pipeline.splits());
        for (int i = 0; i < classes.size(); i++) {
            labels.put(classes.get(i), i);
        }
    }

    /** A record of the unlabelled topic: {@code Unlabeled} or {@code Deletion}. */
    public InboundRecord parseUnlabeled(ConsumerRecord<byte[], byte[]> record) {
        String key = key(record);
        byte[] value = record.value();
        if (isEmpty(value)) {
            return deletion(record, key);
        }
        return new InboundRecord.Unlabeled(key, contentType(record), value);
    }

    /** A record of the labelled topic: {@code Labeled} or {@code Deletion}. */
    public InboundRecord parseLabeled(ConsumerRecord<byte[], byte[]> record) {
        String key = key(record);
        byte[] value = record.value();
        if (isEmpty(value)) {
            return deletion(record, key);
        }
        return new InboundRecord.Labeled(key, contentType(record), value, labels(record), split(record, key));
    }

    /** The position of a record as errors and dead letters name it. */
    public static String position(ConsumerRecord<?, ?> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }

    /** The sample id of a record; null when there is none. */
    public static @Nullable String key(ConsumerRecord<byte[], byte[]> record) {
        return isEmpty(record.key()) ? null : new String(record.key(), StandardCharsets.UTF_8);
    }

    private static InboundRecord deletion(ConsumerRecord<byte[], byte[]> record, @Nullable String key) {
        if (key == null) {
            throw new NoisyStudentException(
                    ErrorCode.EMPTY_VALUE,
                    position(record),
                    "the record has neither value nor key; send an image, or a key alone to delete its sample");
        }
        return new InboundRecord.Deletion(key);
    }

    private static ContentType contentType(ConsumerRecord<byte[], byte[]> record) {
        ContentType type = ContentType.of(header(record, CONTENT_TYPE), record.value());
        if (type == ContentType.JSON) {
            throw new NoisyStudentException(
                    ErrorCode.CLAIM_REFUSED,
                    position(record),
                    "the record names an image elsewhere, and no bucket is allowed for that; send the image itself");
        }
        return type;
    }

    private List<Integer> labels(ConsumerRecord<byte[], byte[]> record) {
        String header = header(record, LABEL);
        if (header == null || header.isBlank()) {
            throw new NoisyStudentException(
                    ErrorCode.MISSING_LABEL,
                    position(record),
                    "the record has no header 'label'; send the class name with it, or send it to the unlabelled topic");
        }
        List<Integer> indexes = new ArrayList<>();
        if (labels.containsKey(header)) {
            return List.of(labels.get(header));
        }
        for (String name : header.split(",", -1)) {
            Integer index = labels.get(name.strip());
            if (index == null) {
                throw new NoisyStudentException(
                        ErrorCode.UNKNOWN_LABEL,
                        position(record),
                        "label '" + name.strip() + "' is no class of the pipeline; its classes are "
                                + String.join(", ", classes));
            }
            indexes.add(index);
        }
        return indexes;
    }

    private Split split(ConsumerRecord<byte[], byte[]> record, @Nullable String key) {
        String header = header(record, SPLIT);
        if (header != null) {
            return SplitRule.named(header, position(record));
        }
        return splits.of(key == null ? position(record) : key);
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static boolean isEmpty(byte @Nullable [] bytes) {
        return bytes == null || bytes.length == 0;
    }
}
