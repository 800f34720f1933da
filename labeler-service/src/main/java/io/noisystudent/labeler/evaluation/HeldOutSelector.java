package io.noisystudent.labeler.evaluation;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.sample.InboundRecord;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.contracts.sample.LatestByKey;
import io.noisystudent.labeler.stages.RecordStream;
import io.noisystudent.labeler.stages.SampleSelector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Selects the held-out records of a range that still count: of each key the last one, validation and test only. A label
 * with doubt counts as its most probable class; where no class is ahead, nothing says whether a model is right, and the
 * record is left out.
 *
 * <p>The range is read once before, for its keys alone: whether a record counts shows only at the end, and the images
 * of a partition need not fit into memory. A record with a value replaces earlier ones of its key even if it cannot be
 * read: it is the producer's last word.
 */
final class HeldOutSelector implements SampleSelector {
    private final InboundRecordParser parser;
    private final LatestByKey latest = new LatestByKey();

    HeldOutSelector(InboundRecordParser parser, RecordStream range) {
        this.parser = parser;
        for (ConsumerRecord<byte[], byte[]> record = range.next(); record != null; record = range.next()) {
            latest.note(record);
        }
    }

    @Override
    public InboundRecord.@Nullable Images select(ConsumerRecord<byte[], byte[]> record) {
        if (!latest.counts(record.offset())) {
            return null;
        }
        // A record whose headers cannot be read belongs to no split: it is reported rather than passed over.
        return parser.parseLabeled(record) instanceof InboundRecord.Labeled labeled
                        && labeled.split() != Split.TRAIN
                        && labeled.isDecided()
                ? labeled
                : null;
    }
}
