package io.noisystudent.labeler.stages;

import io.noisystudent.contracts.sample.InboundRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Which images of a range are wanted. */
@FunctionalInterface
public interface SampleSelector {
    /**
     * The images of a record, or null when it has none that are wanted: a deletion, or another split.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException when the record cannot be read: it then counts as
     *     one unreadable sample
     */
    InboundRecord.@Nullable Images select(ConsumerRecord<byte[], byte[]> record);
}
