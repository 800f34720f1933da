package io.noisystudent.contracts.sample;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the public contract of inbound records: key, content type, labels (see {@link LabelReader}) and split.
 *
 * <p>A record that breaks it is refused with a {@link NoisyStudentException} whose subject is its position. Immutable.
 */
public final class InboundRecordParser {
    private static final String CONTENT_TYPE = "content-type";
    private static final String SPLIT = "split";

    private final LabelReader labels;
    private final SplitRule splits;
    private final ClaimResolver claims;

    /** A parser that refuses claim checks. */
    public InboundRecordParser(PipelineConfig pipeline) {
        this(pipeline, ClaimResolver.NONE);
    }

    /** A parser that fetches what claim checks name. */
    public InboundRecordParser(PipelineConfig pipeline, ClaimResolver claims) {
        this.labels = new LabelReader(pipeline.classes());
        this.splits = new SplitRule(pipeline.splits());
        this.claims = claims;
    }

    /** A record of the unlabeled topic: {@code Unlabeled} or {@code Deletion}. */
    public InboundRecord parseUnlabeled(ConsumerRecord<byte[], byte[]> record) {
        String key = key(record);
        if (isEmpty(record.value())) {
            return deletion(record, key);
        }
        Content content = content(record);
        return new InboundRecord.Unlabeled(key, content.type(), content.value());
    }

    /** A record of the labeled topic: {@code Labeled} or {@code Deletion}. */
    public InboundRecord parseLabeled(ConsumerRecord<byte[], byte[]> record) {
        String key = key(record);
        if (isEmpty(record.value())) {
            return deletion(record, key);
        }
        LabelReader.Labels read = labels.read(record);
        Split split = split(record, key);
        Content content = content(record);
        if (content.type() != ContentType.NPY && read.classes().size() != 1) {
            throw refused(
                    ErrorCode.LABEL_COUNT,
                    record,
                    read.classes().size() + " labels for one image; only an npy batch has several");
        }
        return new InboundRecord.Labeled(key, content.type(), content.value(), read.classes(), split, read.doubt());
    }

    /** The position of a record as errors and dead letters name it. */
    public static String position(ConsumerRecord<?, ?> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }

    /**
     * The sample id of a record: its key as UTF-8 text, or {@code 0x} and hexadecimal digits if it is not; null when
     * there is no key.
     */
    public static @Nullable String key(ConsumerRecord<byte[], byte[]> record) {
        return key(record.key());
    }

    /** As above, of the key's bytes. */
    public static @Nullable String key(byte @Nullable [] key) {
        return Headers.key(key);
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

    private Content content(ConsumerRecord<byte[], byte[]> record) {
        try {
            ContentType type = ContentType.of(Headers.text(record, CONTENT_TYPE), record.value());
            return type == ContentType.JSON ? claimed(record) : new Content(type, record.value());
        } catch (NoisyStudentException e) {
            throw new NoisyStudentException(e.code(), position(record), String.valueOf(e.getMessage()), e);
        }
    }

    private Content claimed(ConsumerRecord<byte[], byte[]> record) {
        ClaimCheck claim;
        try {
            claim = ClaimCheck.parse(record.value());
        } catch (IllegalArgumentException e) {
            throw refused(
                    ErrorCode.CLAIM_REFUSED,
                    record,
                    "the claim check cannot be used: " + Headers.shown(String.valueOf(e.getMessage())));
        }
        byte[] value = claims.resolve(claim);
        String actual = Digests.sha256Hex(value);
        if (!actual.equals(claim.sha256())) {
            throw refused(
                    ErrorCode.DIGEST_MISMATCH,
                    record,
                    claim.uri() + " has SHA-256 " + actual + ", the claim says " + claim.sha256());
        }
        return new Content(claim.contentType(), value);
    }

    private Split split(ConsumerRecord<byte[], byte[]> record, @Nullable String key) {
        String header = Headers.text(record, SPLIT);
        if (header != null) {
            return SplitRule.named(header, position(record));
        }
        return splits.of(key == null ? origin(record) : key);
    }

    /** What a sample without a key is known by: its position, or that of the record which it replays. */
    private static String origin(ConsumerRecord<byte[], byte[]> record) {
        return ReplayedFrom.position(
                record.topic(), record.partition(), ReplayedFrom.offset(record).orElse(record.offset()));
    }

    static NoisyStudentException refused(ErrorCode code, ConsumerRecord<byte[], byte[]> record, String message) {
        return new NoisyStudentException(code, position(record), message);
    }

    private static boolean isEmpty(byte @Nullable [] bytes) {
        return bytes == null || bytes.length == 0;
    }

    @SuppressWarnings("ArrayRecordComponent") // handed on at once
    private record Content(ContentType type, byte[] value) {}
}
