package io.noisystudent.labeler.stages;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.ContentType;
import io.noisystudent.contracts.sample.InboundRecord;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.vision.decode.ImageDecoder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Takes records apart into samples and fills batches with them; an npy record may span several batches. */
final class BatchFeed {
    private final RecordStream records;
    private final SampleSelector selector;
    private final ImageDecoder headers;
    private @Nullable ConsumerRecord<byte[], byte[]> open;
    private InboundRecord.@Nullable Images images;
    private int nextIndex;
    private int count;
    private long samples;

    /** @param headers reads how many images an npy record has */
    BatchFeed(RecordStream records, SampleSelector selector, ImageDecoder headers) {
        this.records = records;
        this.selector = selector;
        this.headers = headers;
    }

    /** Fills the batch as far as records last. */
    void fill(InferenceBatch batch) {
        while (!batch.isFull()) {
            if (open != null) {
                batch.add(new InferenceBatch.Row(open, images, nextIndex++, null));
                samples++;
                if (nextIndex == count) {
                    open = null;
                }
                continue;
            }
            ConsumerRecord<byte[], byte[]> record = records.next();
            if (record == null) {
                return;
            }
            open(record, batch);
        }
    }

    private void open(ConsumerRecord<byte[], byte[]> record, InferenceBatch batch) {
        try {
            InboundRecord.Images wanted = selector.select(record);
            if (wanted != null) {
                count = count(wanted, InboundRecordParser.position(record));
                images = wanted;
                nextIndex = 0;
                open = record;
            }
        } catch (NoisyStudentException e) {
            batch.add(new InferenceBatch.Row(record, null, 0, e));
            samples++;
        }
    }

    private int count(InboundRecord.Images images, String position) {
        int count = images.contentType() == ContentType.NPY
                ? headers.open(images.value(), ContentType.NPY).count()
                : 1;
        if (images instanceof InboundRecord.Labeled labeled) {
            labeled.requireImages(count, position);
        }
        return count;
    }

    /** Samples handed out so far, unreadable records included. */
    long samples() {
        return samples;
    }

    /** Why a row cannot be used; its subject is the position in the log. */
    static NoisyStudentException failureOf(InferenceBatch.Row row) {
        String position = InboundRecordParser.position(row.record);
        NoisyStudentException failure = row.failure;
        if (failure == null) {
            return new NoisyStudentException(ErrorCode.INTERNAL, position, "a row has neither images nor a failure");
        }
        String reason = String.valueOf(failure.getMessage());
        return new NoisyStudentException(failure.code(), position, reason, failure);
    }
}
