package io.noisystudent.labeler.stages;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The records of one range in log order; closed by who opened it. */
public interface RecordStream extends AutoCloseable {
    /** The next record, or null after the last one; waits for it. */
    @Nullable
    ConsumerRecord<byte[], byte[]> next();

    @Override
    void close();
}
